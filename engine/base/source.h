// The text of one input with its name, and places in it. A Source never changes after it is made, so any
// number of threads may read one; findings and documents share it by std::shared_ptr.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace arnscope {

template <class T>
class Result;

// A half-open range of bytes in the text of a Source.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool operator==(const Span&) const = default;
};

// A position as people count it: both from 1, the column in bytes.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;

  bool operator==(const LineColumn&) const = default;
};

// How the text of an embedded source stands in the string of the document that carries it.
enum class Embedding : uint8_t {
  kJsonString,         // a JSON string, its escapes undone
  kJsonStringPercent,  // the same, and percent-encoding undone after that
  kPieces,             // pieces that stand in the parent as they are, with marks between
};

class Source {
 public:
  // The largest text that spans can address.
  static constexpr uint64_t kMaxBytes = 0xFFFFFFF0;

  // As many bytes behind the text may be read, where padding() says so: simdjson reads in steps.
  static constexpr uint32_t kPadding = 64;

  // A source from text in memory. `name` is what messages print before the line. Copies the text where its
  // capacity leaves no room for the padding. REQUIRES: text.size() <= kMaxBytes, here and below.
  // `first_line` is the line that the text begins with where it is a part of a file.
  static std::shared_ptr<const Source> from_text(std::string name, std::string text, uint32_t first_line = 1);

  // A source from text that outlives the program's use of it, such as compiled-in data: nothing is copied.
  static std::shared_ptr<const Source> from_static(std::string name, std::string_view text);

  // A source whose text was decoded from a string inside another: the policy in a URL-encoded export.
  // `string_span` covers that string in `parent`, its quotes included. Places resolve to the parent's lines,
  // and the name is the parent's.
  static std::shared_ptr<const Source> embedded(std::shared_ptr<const Source> parent, Span string_span,
                                                Embedding embedding, std::string text);

  // Where a piece of an embedded text begins, and where it stands in the parent's.
  struct Mark {
    uint32_t here, parent;
  };

  // The same for text whose pieces are known: from each mark on, bytes correspond one to one until the next.
  // REQUIRES: marks that rise in `here`, the first at 0; a text without any has its places at the span's
  // begin.
  static std::shared_ptr<const Source> embedded(std::shared_ptr<const Source> parent, Span string_span,
                                                std::vector<Mark> marks, std::string text);

  // Reads a file whole; "-" is standard input, which messages name <stdin>; gzip is undone, by content and
  // not by name, and members that stand one after the other are one text. The file and what it unpacks to may
  // have `max_bytes` each, REQUIRES: at most kMaxBytes.
  // Errors: cannot open or read, is a directory, larger than max_bytes, damaged gzip.
  static Result<std::shared_ptr<const Source>> read(const std::string& path, uint64_t max_bytes = kMaxBytes);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  const std::shared_ptr<const Source>& parent() const { return parent_; }

  // How many bytes may be read behind text(): kPadding, or 0 where the text is static.
  uint32_t padding() const { return owned_.empty() ? 0 : kPadding; }

  // The outermost source that encloses this one (itself where there is none), and the span in it that was
  // decoded to `span` here. O(log) after the first call, which walks the string that carries this text.
  const Source& outermost() const;
  Span to_outermost(Span span) const;

  // Line and column of a byte offset, in this source's own text, lines counted from the first one's number.
  // O(log lines); the first call scans the text.
  LineColumn position(uint32_t offset) const;

  // The text of a line, counted likewise, without its line end.
  std::string_view line(uint32_t number) const;

 private:
  Source(std::string name, std::string text);
  Source(std::string name, std::string_view static_text);
  const std::vector<uint32_t>& line_starts() const;
  const std::vector<Mark>& marks() const;
  Span to_parent(Span span) const;
  Span unit_in_parent(uint32_t offset) const;

  std::string name_;
  std::string owned_;  // the text and its padding; empty where the text is static
  std::string_view text_;
  uint32_t first_line_ = 1;
  std::shared_ptr<const Source> parent_;
  Span string_span_;
  Embedding embedding_ = Embedding::kJsonString;
  mutable std::once_flag line_starts_once_;
  mutable std::vector<uint32_t> line_starts_;
  mutable std::once_flag marks_once_;
  mutable std::vector<Mark> marks_;
};

}  // namespace arnscope
