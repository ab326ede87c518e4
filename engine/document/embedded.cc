#include "engine/document/embedded.h"

#include "engine/base/text.h"
#include "engine/document/yaml_scalar.h"

namespace arnscope {
namespace {

std::vector<Source::Mark> json_marks(Value value) {
  const std::string_view text = value.document().source()->text();
  const Span span = value.span();
  std::vector<Source::Mark> marks = {{0, span.begin + 1}};
  uint32_t here = 0;
  std::string decoded;
  for (uint32_t at = span.begin + 1; at + 1 < span.end;) {
    const std::string_view rest = text.substr(at, span.end - 1 - at);
    const std::optional<JsonEscape> escape = json_escape(rest);
    if (!escape) {
      ++at, ++here;
      continue;
    }
    decoded.clear();
    append_utf8(decoded, escape->code_point);
    at += escape->size;
    here += static_cast<uint32_t>(decoded.size());
    marks.push_back({here, at});
  }
  return marks;
}

}  // namespace

std::vector<Source::Mark> text_marks(Value value) {
  const Document& document = value.document();
  if (document.syntax() == Syntax::kJson) return json_marks(value);
  return find_yaml_scalar(document.source()->text(), value.span().begin, value.text()).marks;
}

std::shared_ptr<const Source> embedded_source(Value value) {
  const Document& document = value.document();
  std::string text(value.text());
  if (document.syntax() == Syntax::kJson)
    return Source::embedded(document.source(), value.span(), Embedding::kJsonString, std::move(text));
  return Source::embedded(document.source(), value.span(), text_marks(value), std::move(text));
}

}  // namespace arnscope
