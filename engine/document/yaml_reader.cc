#include "engine/document/yaml_reader.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <exception>
#include <istream>
#include <limits>
#include <new>
#include <optional>
#include <streambuf>
#include <string>

#include "engine/base/text.h"
#include "engine/document/json_grammar.h"
#include "engine/document/yaml_builder.h"

namespace arnscope {
namespace {

// Ends the parser from within an event: the error is kept already. It never leaves this file.
struct Stop {};

// A stream over text that somebody else owns.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* const begin = const_cast<char*>(text.data());  // never written: it is an input
    setg(begin, begin, begin + text.size());
  }
};

class Handler : public YAML::EventHandler {
 public:
  explicit Handler(const std::shared_ptr<const Source>& source) : source_(source), builder_(source) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) second_document(position(mark));
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    require(builder_.null({position(mark), "?", anchor}));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    require(builder_.alias({position(mark), "?", anchor}));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    require(builder_.scalar({position(mark), tag, anchor}, value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    require(builder_.begin({position(mark), tag, anchor}, Kind::kArray));
  }
  void OnSequenceEnd() override { require(builder_.end()); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    require(builder_.begin({position(mark), tag, anchor}, Kind::kObject));
  }
  void OnMapEnd() override { require(builder_.end()); }

  Error error(uint32_t at, std::string message) const;
  uint32_t position(const YAML::Mark& mark) const {
    return std::min(static_cast<uint32_t>(std::max(mark.pos, 0)),
                    static_cast<uint32_t>(source_->text().size()));
  }
  size_t documents() const { return documents_; }
  const std::optional<Error>& error() const { return error_ ? error_ : builder_.error(); }
  std::shared_ptr<const Document> finish() { return builder_.finish(); }

 private:
  void require(bool good) {
    if (!good) throw Stop();
  }
  void second_document(uint32_t at);

  std::shared_ptr<const Source> source_;
  YamlBuilder builder_;
  size_t documents_ = 0;
  std::optional<Error> error_;
};

// At the rest of the line.
Error Handler::error(uint32_t at, std::string message) const {
  const std::string_view text = source_->text();
  const size_t end = std::min(text.find_first_of("\r\n", at), text.size());
  return {std::move(message), {source_, {at, static_cast<uint32_t>(end)}}};
}

void Handler::second_document(uint32_t at) {
  const bool marked = source_->text().substr(at).starts_with("---");
  error_ = error(at, marked ? "a second document begins here: one alone may stand in a file"
                            : "text after the end of the document: is the indentation right?");
  throw Stop();
}

// What yaml-cpp says, and what we say.
struct Fault {
  std::string_view theirs, ours;
};
constexpr std::array kFaults = {
    Fault{"end of map not found", "an object ends here amid a line: is the indentation right?"},
    Fault{"end of sequence not found", "a list ends here amid a line: is the indentation right?"},
    Fault{"end of map flow not found", "expected `,` or `}` in an object in braces"},
    Fault{"end of sequence flow not found", "expected `,` or `]` in a list in brackets"},
    Fault{"illegal map value",
          "a `:` cannot stand here: is the indentation right, or does a text with a colon lack its quotes?"},
    Fault{"illegal map key", "a key cannot stand here: is the indentation right?"},
    Fault{"illegal block entry", "a `-` cannot stand here: is the indentation right?"},
    Fault{"illegal flow end", "a closing bracket without one that opens"},
    Fault{"illegal EOF in scalar", "the text ends inside quotes"},
    Fault{"illegal document indicator in scalar", "a document ends inside quotes"},
    Fault{"illegal character in scalar", "a character that cannot stand in a text"},
    Fault{"illegal tab when looking for indentation", "a tab cannot indent: use spaces"},
    Fault{"the referenced anchor is not defined", "an alias of an anchor that is not there"},
    Fault{"alias not found after *",
          "an alias needs a name: a text that begins with `*` must stand in quotes"},
    Fault{"anchor not found after &",
          "an anchor needs a name: a text that begins with `&` must stand in quotes"},
    Fault{"illegal character found while scanning alias",
          "a character that no alias has: a text that begins with `*` must stand in quotes"},
    Fault{"illegal character found while scanning anchor",
          "a character that no anchor has: a text that begins with `&` must stand in quotes"},
    Fault{"unknown token", "this character cannot begin a text: write the text in quotes"},
    Fault{"unknown escape character: ", "this is no escape: write `\\\\` for a backslash"},
    Fault{"unexpected character in block scalar",
          "only digits, `+`, `-` and a comment may follow `|` and `>`"},
};

std::string words_for(const std::string& theirs) {
  for (const Fault& fault : kFaults)
    if (theirs.starts_with(fault.theirs)) return std::string(fault.ours);
  return theirs.empty() || theirs == "bad file" ? "lists and objects nest too deep, or this is not YAML"
                                                : printable(theirs);
}

// What no YAML has: it is told here, since yaml-cpp would end the text at some of it. Source: YAML 1.1,
// "Character Set".
std::optional<Error> bad_text(const std::shared_ptr<const Source>& source) {
  const std::string_view text = source->text();
  const Span whole{0, static_cast<uint32_t>(text.size())};
  if (text.find_first_not_of(" \n\t\r") == std::string_view::npos || text.starts_with("\xEF\xBB\xBF") ||
      text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return find_json_fault(source, whole, Extent::kOne);
  }
  for (uint32_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte >= 0x20 && byte != 0x7F) || byte == '\n' || byte == '\r' || byte == '\t') continue;
    return Error{
        byte == 0
            ? "a NUL byte: is the file damaged, or not UTF-8?"
            : fmt::format("a control character, 0x{:02x}: write it as an escape in double quotes", byte),
        {source, {at, at + 1}}};
  }
  size_t bad = 0;
  if (is_utf8(text, &bad)) return std::nullopt;
  const auto at = static_cast<uint32_t>(bad);
  return Error{fmt::format("not UTF-8: byte 0x{:02x}", static_cast<unsigned char>(text[bad])),
               {source, {at, at + 1}}};
}

Result<std::shared_ptr<const Document>> parse(const std::shared_ptr<const Source>& source) {
  Handler handler(source);
  try {
    TextBuffer buffer(source->text());
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const Stop&) {
    return *handler.error();
  } catch (const YAML::Exception& exception) {
    return handler.error(handler.position(exception.mark), words_for(exception.msg));
  }
  if (handler.documents() == 0) return Error{"the file is empty but for comments", {source, {0, 0}}};
  return handler.finish();
}

}  // namespace

Result<std::shared_ptr<const Document>> read_yaml(const std::shared_ptr<const Source>& source) {
  if (source->text().size() >= static_cast<size_t>(std::numeric_limits<int>::max()))
    return Error{"a YAML text of 2 GiB and more cannot be read", {source, {0, 0}}};
  if (auto error = bad_text(source)) return *std::move(error);
  try {
    return parse(source);
  } catch (const std::bad_alloc&) {
    return Error{fmt::format("`{}` does not fit in memory", printable(source->name())), {}};
  } catch (const std::exception& exception) {
    return Error{fmt::format("this YAML cannot be read: {}", printable(exception.what())), {source, {0, 0}}};
  }
}

}  // namespace arnscope
