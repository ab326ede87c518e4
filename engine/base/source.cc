#include "engine/base/source.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>

#include "engine/base/text.h"

namespace arnscope {
namespace {

// The marks stand this many bytes of text apart.
constexpr uint32_t kMarkDistance = 256;

// The shortest piece of a JSON string that decodes on its own: what it takes and what it gives.
struct Unit {
  uint32_t raw = 1;
  uint32_t decoded = 1;
  char byte = 0;  // where `decoded` is 1
};

// The first unit of the inside of a JSON string. Bytes that JSON does not allow stand for themselves.
Unit json_unit(std::string_view raw) {
  const std::optional<JsonEscape> escape = json_escape(raw);
  if (!escape) return {1, 1, raw[0]};
  const char32_t c = escape->code_point;
  if (c < 0x80) return {escape->size, 1, static_cast<char>(c)};
  return {escape->size, c < 0x800 ? 2U : c < 0x10000 ? 3U : 4U};
}

// The same, where percent-encoding was undone as well.
Unit percent_unit(std::string_view raw) {
  const Unit first = json_unit(raw);
  if (first.decoded != 1 || first.byte != '%') return first;
  uint32_t size = first.raw;
  for (int i = 0; i < 2; ++i) {
    if (size >= raw.size()) return first;
    const Unit digit = json_unit(raw.substr(size));
    if (digit.decoded != 1 || hex_value(digit.byte) < 0) return first;
    size += digit.raw;
  }
  return {size, 1};
}

Unit next_unit(std::string_view raw, Embedding embedding) {
  return embedding == Embedding::kJsonStringPercent ? percent_unit(raw) : json_unit(raw);
}

}  // namespace

Source::Source(std::string name, std::string text) : name_(std::move(name)), owned_(std::move(text)) {
  const size_t size = owned_.size();
  assert(size <= kMaxBytes);
  owned_.resize(size + kPadding);
  text_ = std::string_view(owned_).substr(0, size);
}

Source::Source(std::string name, std::string_view static_text) : name_(std::move(name)), text_(static_text) {
  assert(text_.size() <= kMaxBytes);
}

std::shared_ptr<const Source> Source::from_text(std::string name, std::string text, uint32_t first_line) {
  const std::shared_ptr<Source> source(new Source(std::move(name), std::move(text)));
  source->first_line_ = first_line;
  return source;
}

std::shared_ptr<const Source> Source::from_static(std::string name, std::string_view text) {
  return std::shared_ptr<const Source>(new Source(std::move(name), text));
}

std::shared_ptr<const Source> Source::embedded(std::shared_ptr<const Source> parent, Span string_span,
                                               Embedding embedding, std::string text) {
  assert(parent != nullptr && string_span.end <= parent->text().size());
  assert(string_span.end - string_span.begin >= 2);
  const std::shared_ptr<Source> source(new Source(parent->name(), std::move(text)));
  source->parent_ = std::move(parent);
  source->string_span_ = string_span;
  source->embedding_ = embedding;
  return source;
}

std::shared_ptr<const Source> Source::embedded(std::shared_ptr<const Source> parent, Span string_span,
                                               std::vector<Mark> marks, std::string text) {
  assert(parent != nullptr && string_span.begin <= string_span.end);
  assert(string_span.end <= parent->text().size() && (marks.empty() || marks[0].here == 0));
  const std::shared_ptr<Source> source(new Source(parent->name(), std::move(text)));
  source->parent_ = std::move(parent);
  source->string_span_ = string_span;
  source->embedding_ = Embedding::kPieces;
  source->marks_ = std::move(marks);
  if (source->marks_.empty()) source->marks_.push_back({0, string_span.begin});
  return source;
}

const Source& Source::outermost() const {
  const Source* source = this;
  while (source->parent_ != nullptr) source = source->parent_.get();
  return *source;
}

Span Source::to_outermost(Span span) const {
  for (const Source* source = this; source->parent_ != nullptr; source = source->parent_.get()) {
    span = source->to_parent(span);
  }
  return span;
}

const std::vector<Source::Mark>& Source::marks() const {
  if (embedding_ == Embedding::kPieces) return marks_;
  std::call_once(marks_once_, [this] {
    const uint32_t end = string_span_.end - 1;
    const std::string_view text = parent_->text();
    Mark at{0, string_span_.begin + 1};
    marks_.push_back(at);
    while (at.parent < end) {
      const Unit unit = next_unit(text.substr(at.parent, end - at.parent), embedding_);
      at = {at.here + unit.decoded, at.parent + unit.raw};
      if (at.here - marks_.back().here >= kMarkDistance) marks_.push_back(at);
    }
  });
  return marks_;
}

// What of the parent was decoded to the byte at `offset`; the closing quote for the end of the text.
Span Source::unit_in_parent(uint32_t offset) const {
  const std::vector<Mark>& marks = this->marks();
  const auto after = std::upper_bound(marks.begin(), marks.end(), offset,
                                      [](uint32_t value, const Mark& mark) { return value < mark.here; });
  Mark at = *std::prev(after);
  if (embedding_ == Embedding::kPieces) {
    const uint32_t last =
        after == marks.end() || after->parent < at.parent ? string_span_.end : after->parent;
    const uint32_t begin = std::min(at.parent + (offset - at.here), std::max(last, at.parent));
    return {begin, std::min(begin + 1, std::max(last, begin))};
  }
  const uint32_t end = string_span_.end - 1;
  const std::string_view text = parent_->text();
  while (at.parent < end) {
    const Unit unit = next_unit(text.substr(at.parent, end - at.parent), embedding_);
    if (offset < at.here + unit.decoded) return {at.parent, at.parent + unit.raw};
    at = {at.here + unit.decoded, at.parent + unit.raw};
  }
  return {end, end};
}

Span Source::to_parent(Span span) const {
  const Span first = unit_in_parent(span.begin);
  if (span.end <= span.begin) return {first.begin, first.begin};
  return {first.begin, unit_in_parent(span.end - 1).end};
}

const std::vector<uint32_t>& Source::line_starts() const {
  std::call_once(line_starts_once_, [this] {
    line_starts_.push_back(0);
    for (size_t end; (end = text_.find('\n', line_starts_.back())) != std::string_view::npos;) {
      line_starts_.push_back(static_cast<uint32_t>(end + 1));
    }
  });
  return line_starts_;
}

LineColumn Source::position(uint32_t offset) const {
  const std::vector<uint32_t>& starts = line_starts();
  const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  return {first_line_ - 1 + static_cast<uint32_t>(after - starts.begin()), offset - *std::prev(after) + 1};
}

std::string_view Source::line(uint32_t number) const {
  const std::vector<uint32_t>& starts = line_starts();
  const size_t index = static_cast<size_t>(number) - first_line_;
  if (number < first_line_ || index >= starts.size()) return {};
  const size_t begin = starts[index];
  const size_t end = index + 1 < starts.size() ? starts[index + 1] - 1 : text_.size();
  std::string_view line = text_.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace arnscope
