#include "engine/document/json_grammar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "engine/base/text.h"
#include "engine/document/document.h"

namespace arnscope {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kMaxQuoted = 40;  // bytes of the input that a message repeats

constexpr std::array<std::string_view, 3> kWords = {"true", "false", "null"};

// What may stand next.
enum class Next : uint8_t {
  kValue,
  kElementOrEnd,
  kElement,
  kMemberValue,
  kKeyOrEnd,
  kKey,
  kColon,
  kCommaInArray,
  kCommaInObject,
  kEnd,
};

constexpr std::array<std::string_view, 9> kExpected = {
    "a value",
    "a value or `]`",
    "another element after `,`",
    "a value after `:`",
    "a key in quotes or `}`",
    "another key in quotes after `,`",
    "`:` after a key",
    "`,` or `]` after an element",
    "`,` or `}` after a member",
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// As much of `text` as a message shows, in backticks.
std::string quoted(std::string_view text) {
  size_t size = 0;
  while (size < text.size()) {
    const size_t after = size + first_character(text.substr(size)).size;
    if (after > kMaxQuoted) break;
    size = after;
  }
  return fmt::format("`{}{}`", printable(text.substr(0, size)), size < text.size() ? "..." : "");
}

// What a person most likely meant by text that stands where a value or a key should.
std::string_view hint(std::string_view found) {
  constexpr std::array<std::string_view, 6> kQuotes = {"'", "`", "\u2018", "\u2019", "\u201C", "\u201D"};
  constexpr std::array<std::string_view, 3> kComments = {"//", "/*", "#"};
  const auto begins = [found](std::string_view with) { return found.starts_with(with); };
  if (std::any_of(kQuotes.begin(), kQuotes.end(), begins)) return ": strings stand in straight double quotes";
  if (std::any_of(kComments.begin(), kComments.end(), begins)) return ": JSON has no comments";
  return "";
}

// Whether `word` is a number or a literal.
bool is_scalar(std::string_view word) {
  return is_json_number(word) || std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::string word_hint(std::string_view found) {
  const std::optional<std::string_view> word = nearest_name(found, kWords);
  return word ? fmt::format(": did you mean `{}`?", *word) : "";
}

// Whether `rest` begins an escape that more text could complete.
bool cut_inside_escape(std::string_view rest) {
  constexpr std::string_view kLongest = "\\uhhhh\\uhhhh";
  if (rest.size() >= kLongest.size()) return false;
  for (size_t i = 0; i < rest.size(); ++i) {
    if (kLongest[i] == 'h' ? hex_value(rest[i]) < 0 : rest[i] != kLongest[i]) return false;
  }
  return rest.size() < 6 || json_escape(std::string(rest.substr(0, 6)) + "\\udc00");
}

// Whether `word` begins a number or a literal that more text could complete.
bool cut_inside_word(std::string_view word) {
  return !word.empty() &&
         (is_json_number(std::string(word) + "0") ||
          std::any_of(kWords.begin(), kWords.end(), [word](auto w) { return w.starts_with(word); }));
}

// Steps from token to token to the first fault. Where it is given a list of mends it notes certain faults
// there, and goes on as if they were mended.
class FaultFinder {
 public:
  FaultFinder(std::shared_ptr<const Source> source, Span span, Extent extent,
              std::vector<JsonMend>* mends = nullptr)
      : source_(std::move(source)),
        text_(source_->text().substr(0, span.end)),
        at_(span.begin),
        extent_(extent),
        mends_(mends) {}

  // Nothing where all faults are mended.
  std::optional<Error> find() {
    std::optional<Error> error = at_start();
    while (!error) {
      token_end_ = at_;
      skip_space();
      if (at_ == text_.size() && open_.empty() && (next_ == Next::kEnd || extent_ == Extent::kSequence))
        break;
      error = at_ < text_.size() ? step() : at_end();
    }
    return error;
  }

 private:
  struct Open {
    size_t begin;
    Kind kind;
  };

  std::optional<Error> at_start();
  std::optional<Error> step();
  std::optional<Error> value();
  std::optional<Error> open(Kind kind);
  std::optional<Error> close(Kind kind);
  std::optional<Error> string();
  std::optional<Error> string_character();
  std::optional<Error> escape();
  std::optional<Error> bad_byte() const;
  std::optional<Error> word();
  Error unexpected() const;
  Error at_end() const;
  Error cut_off(std::string_view inside, size_t begin) const;
  Error error(size_t begin, size_t end, std::string message) const;
  void skip_space();
  size_t after_blanks(size_t at) const;
  size_t comment_size(size_t at) const;
  void after_value();
  bool may_mend() const { return mends_ != nullptr && mends_->size() < kMaxJsonMends; }
  bool mend();
  void note(size_t begin, size_t end, std::string what);
  bool element_follows() const;
  bool member_follows() const;
  std::string_view noun() const { return source_->parent() == nullptr ? "file" : "text"; }
  std::string_view word_here() const;
  std::string_view scalar_here() const;
  std::string_view found_here() const;
  bool wants_value() const { return next_ <= Next::kMemberValue; }
  bool wants_key() const { return next_ == Next::kKeyOrEnd || next_ == Next::kKey; }

  std::shared_ptr<const Source> source_;
  std::string_view text_;
  size_t at_;
  Extent extent_;
  Next next_ = Next::kValue;
  std::vector<Open> open_;
  std::vector<JsonMend>* mends_;
  size_t token_begin_ = 0;  // the last token
  size_t token_end_ = 0;
};

Error FaultFinder::error(size_t begin, size_t end, std::string message) const {
  return {std::move(message), {source_, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}}};
}

size_t FaultFinder::after_blanks(size_t at) const {
  while (at < text_.size() && is_json_space(text_[at])) ++at;
  return at;
}

// White space, and comments where these are mended.
void FaultFinder::skip_space() {
  at_ = after_blanks(at_);
  for (size_t size; may_mend() && (size = comment_size(at_)) > 0;) {
    note(at_, at_ + size, "a comment");
    at_ = after_blanks(at_ + size);
  }
}

// How long the comment that begins at `at` is; 0 where none does. Behind a string it must not touch it: in
// `"arn:aws:s3:::b"/*` the quote should stand further right.
size_t FaultFinder::comment_size(size_t at) const {
  const std::string_view rest = text_.substr(at);
  if (at > 0 && text_[at - 1] == '"') return 0;
  if (rest.starts_with("//")) return std::min(rest.find_first_of("\r\n"), rest.size());
  if (!rest.starts_with("/*")) return 0;
  const size_t end = rest.find("*/", 2);
  return end == std::string_view::npos ? 0 : end + 2;
}

void FaultFinder::after_value() {
  next_ = open_.empty()                       ? Next::kEnd
          : open_.back().kind == Kind::kArray ? Next::kCommaInArray
                                              : Next::kCommaInObject;
  if (next_ == Next::kEnd && extent_ == Extent::kSequence) next_ = Next::kValue;
}

std::optional<Error> FaultFinder::at_start() {
  const bool marked = at_ == 0 && text_.starts_with(kByteOrderMark);
  if (marked && may_mend()) {
    note(0, 3, "a byte order mark");
    at_ = 3;
  }
  if (at_ == text_.size()) return error(at_, at_, fmt::format("the {} is empty", noun()));
  if (after_blanks(at_) == text_.size()) {
    return error(at_, at_, fmt::format("the {} is empty but for white space", noun()));
  }
  if (marked && at_ == 0) {
    return error(0, 3, fmt::format("a byte order mark begins the {}: save it as UTF-8 without one", noun()));
  }
  if (at_ == 0 && (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))) {
    return error(0, 2, fmt::format("the {} is UTF-16: save it as UTF-8", noun()));
  }
  return std::nullopt;
}

void FaultFinder::note(size_t begin, size_t end, std::string what) {
  // A comma that is missing or that trails shows only at the next token, when the comments between are noted.
  auto at = mends_->end();
  while (at != mends_->begin() && (at - 1)->span.begin >= begin) --at;
  mends_->insert(at, {{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, std::move(what)});
}

// Notes the fault that stands here, and goes on as if it were mended; false where there is none that is
// certain.
bool FaultFinder::mend() {
  const char c = text_[at_];
  if ((next_ == Next::kCommaInArray && element_follows()) ||
      (next_ == Next::kCommaInObject && member_follows())) {
    const std::string_view before = text_.substr(token_begin_, token_end_ - token_begin_);
    note(token_end_, token_end_, fmt::format("a comma is missing after {}", quoted(before)));
    next_ = next_ == Next::kCommaInArray ? Next::kElement : Next::kKey;
    return true;
  }
  if (next_ != Next::kElement && next_ != Next::kKey) return false;
  if (c == ',') {
    note(at_, at_ + 1, "a second comma");
    ++at_;
    return true;
  }
  if (c != (next_ == Next::kElement ? ']' : '}')) return false;
  note(token_begin_, token_begin_ + 1, "a comma before the closing bracket");
  next_ = next_ == Next::kElement ? Next::kElementOrEnd : Next::kKeyOrEnd;
  return true;
}

// Whether an element stands here, after another. A member is none: there the list is not closed.
bool FaultFinder::element_follows() const {
  const char c = text_[at_];
  const bool string_touches = at_ == token_end_ && (c == '"' || text_[at_ - 1] == '"');
  if (string_touches || member_follows()) return false;
  return one_of(c, "{[\"") || is_scalar(scalar_here());
}

// Whether a key and its colon stand here.
bool FaultFinder::member_follows() const {
  if (text_[at_] != '"') return false;
  size_t at = after_blanks(std::min(at_ + found_here().size(), text_.size()));
  for (size_t size; (size = comment_size(at)) > 0;) at = after_blanks(at + size);
  return at < text_.size() && text_[at] == ':';
}

std::optional<Error> FaultFinder::step() {
  if (may_mend() && mend()) return std::nullopt;
  token_begin_ = at_;
  const char c = text_[at_];
  if (wants_value() && (c != ']' || next_ != Next::kElementOrEnd)) return value();
  if (wants_key() && c == '"') {
    next_ = Next::kColon;
    return string();
  }
  const bool may_close = next_ == Next::kElementOrEnd || next_ == Next::kKeyOrEnd ||
                         next_ == Next::kCommaInArray || next_ == Next::kCommaInObject;
  if (may_close && (c == ']' || c == '}')) return close(c == ']' ? Kind::kArray : Kind::kObject);
  if (next_ == Next::kColon && c == ':') {
    next_ = Next::kMemberValue;
  } else if (next_ == Next::kCommaInArray && c == ',') {
    next_ = Next::kElement;
  } else if (next_ == Next::kCommaInObject && c == ',') {
    next_ = Next::kKey;
  } else {
    return unexpected();
  }
  ++at_;
  return std::nullopt;
}

std::optional<Error> FaultFinder::value() {
  switch (text_[at_]) {
    case '{':
      return open(Kind::kObject);
    case '[':
      return open(Kind::kArray);
    case '"':
      after_value();
      return string();
    default:
      return word();
  }
}

std::optional<Error> FaultFinder::open(Kind kind) {
  if (open_.size() == Document::kMaxDepth) {
    return error(at_, at_ + 1,
                 fmt::format("lists and objects nest deeper than {} levels", Document::kMaxDepth));
  }
  open_.push_back({at_, kind});
  next_ = kind == Kind::kArray ? Next::kElementOrEnd : Next::kKeyOrEnd;
  ++at_;
  return std::nullopt;
}

std::optional<Error> FaultFinder::close(Kind kind) {
  if (open_.back().kind != kind) return unexpected();
  open_.pop_back();
  ++at_;
  after_value();
  return std::nullopt;
}

std::optional<Error> FaultFinder::string() {
  const size_t begin = at_++;
  while (at_ < text_.size() && text_[at_] != '"') {
    if (std::optional<Error> error = string_character()) return error;
  }
  if (at_ == text_.size()) return cut_off("a string", begin);
  ++at_;
  return std::nullopt;
}

// One character or escape inside a string.
std::optional<Error> FaultFinder::string_character() {
  const char c = text_[at_];
  if (c == '\\') return escape();
  if (std::optional<Error> error = bad_byte()) return error;
  if (c == '\n' || c == '\r') {
    return error(at_, at_ + 1, "a line ends inside a string: close the string, or write `\\n`");
  }
  if (static_cast<unsigned char>(c) < 0x20) {
    return error(at_, at_ + 1,
                 fmt::format("a control character in a string: write `{}`", printable({&c, 1})));
  }
  at_ += first_character(text_.substr(at_)).size;
  return std::nullopt;
}

std::optional<Error> FaultFinder::escape() {
  const std::string_view rest = text_.substr(at_);
  if (const std::optional<JsonEscape> escape = json_escape(rest)) {
    at_ += escape->size;
    return std::nullopt;
  }
  if (cut_inside_escape(rest)) {
    at_ = text_.size();
    return std::nullopt;
  }
  if (rest[1] == 'u') {
    const bool hex = rest.size() >= 6 && std::all_of(rest.begin() + 2, rest.begin() + 6,
                                                     [](char c) { return hex_value(c) >= 0; });
    if (!hex) return error(at_, at_ + 2, "`\\u` takes four hex digits, as in `\\u00e9`");
    const std::string half = quoted(rest.substr(0, 6));
    return error(at_, at_ + 6, half + " is half of a surrogate pair: write both halves");
  }
  const Character after = first_character(rest.substr(1));
  const size_t size = after.code_point > 0x20 && after.code_point != Character::kNotUtf8 ? 1 + after.size : 1;
  return error(at_, at_ + size, quoted(rest.substr(0, size)) + " is no escape: write `\\\\` for a backslash");
}

// What no JSON text has anywhere.
std::optional<Error> FaultFinder::bad_byte() const {
  const Character character = first_character(text_.substr(at_));
  if (character.code_point == 0) return error(at_, at_ + 1, "a NUL byte: is the file damaged, or not UTF-8?");
  if (character.code_point != Character::kNotUtf8) return std::nullopt;
  return error(at_, at_ + 1, fmt::format("not UTF-8: byte 0x{:02x}", static_cast<unsigned char>(text_[at_])));
}

std::string_view FaultFinder::word_here() const {
  const std::string_view rest = text_.substr(at_);
  const auto end = std::find_if(rest.begin(), rest.end(), ends_json_word);
  return rest.substr(0, static_cast<size_t>(end - rest.begin()));
}

// The same, up to a comment where these are mended.
std::string_view FaultFinder::scalar_here() const {
  const std::string_view word = word_here();
  return mends_ == nullptr ? word : word.substr(0, std::min(word.find("//"), word.find("/*")));
}

std::optional<Error> FaultFinder::word() {
  const std::string_view scalar = scalar_here();
  if (is_scalar(scalar)) {
    at_ += scalar.size();
    after_value();
    return std::nullopt;
  }
  const std::string_view word = word_here();
  if (at_ + word.size() == text_.size() && !open_.empty() && cut_inside_word(word)) return at_end();
  const bool number =
      !word.empty() && one_of(word[0], "+-.0123456789") && word.size() > (is_digit(word[0]) ? 0 : 1);
  if (number || word == "-") {
    return error(at_, at_ + word.size(),
                 fmt::format("{} is no number: write numbers like `-1`, `0.5` or `1e10`", quoted(word)));
  }
  return unexpected();
}

// What stands here, as a message shows it: a word, a whole string, or one character.
std::string_view FaultFinder::found_here() const {
  const std::string_view rest = text_.substr(at_);
  if (rest[0] != '"') return rest.substr(0, std::max<size_t>(word_here().size(), 1));
  size_t size = 1;
  while (size < rest.size() && rest[size] != '"' && static_cast<unsigned char>(rest[size]) >= 0x20) {
    size += rest[size] == '\\' ? 2 : 1;
  }
  return rest.substr(0, size + 1);
}

Error FaultFinder::unexpected() const {
  if (std::optional<Error> error = bad_byte()) return *std::move(error);
  if (next_ == Next::kEnd) {
    const std::string_view line = text_.substr(at_, text_.find_first_of("\r\n", at_) - at_);
    return error(at_, at_ + line.size(), fmt::format("text after the end of the document: {}", quoted(line)));
  }
  const std::string_view found = found_here();
  std::string message =
      fmt::format("expected {}, found {}", kExpected[static_cast<size_t>(next_)], quoted(found));
  if (wants_value() || wants_key()) message += hint(found);
  if (wants_value()) message += word_hint(found);
  return error(at_, at_ + found.size(), std::move(message));
}

Error FaultFinder::cut_off(std::string_view inside, size_t begin) const {
  const size_t last = text_.find_last_not_of(" \n\t\r");
  const Span opener = source_->to_outermost({static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + 1)});
  return error(last + 1, last + 1,
               fmt::format("the text ends inside {} that begins at line {}: is the {} cut off?", inside,
                           source_->outermost().position(opener.begin).line, noun()));
}

Error FaultFinder::at_end() const {
  if (open_.empty()) return error(0, 0, fmt::format("the {} is empty but for comments", noun()));
  return cut_off(kind_name(open_.back().kind), open_.back().begin);
}

}  // namespace

bool is_json_number(std::string_view text) {
  size_t at = 0;
  const auto digits = [&text, &at] {
    const size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  const auto skip = [&text, &at](std::string_view set) {
    const bool there = at < text.size() && one_of(text[at], set);
    at += there ? 1 : 0;
    return there;
  };
  skip("-");
  const bool zero = at < text.size() && text[at] == '0';
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (skip(".") && digits() == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return false;
  }
  return at == text.size();
}

Error find_json_fault(const std::shared_ptr<const Source>& source, Span span, Extent extent) {
  std::optional<Error> fault = FaultFinder(source, span, extent).find();
  return fault ? *std::move(fault) : Error{"this JSON cannot be read", {source, span}};
}

JsonFaults find_json_faults(const std::shared_ptr<const Source>& source) {
  JsonFaults faults;
  const Span whole = {0, static_cast<uint32_t>(source->text().size())};
  faults.uncertain = FaultFinder(source, whole, Extent::kOne, &faults.mends).find();
  return faults;
}

}  // namespace arnscope
