// A file as lines, a block of whole lines at a time and as they come, so that a pipe can be answered while it
// is still being written. One thread reads; the blocks may be used by any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/base/source.h"

namespace arnscope {

class File;

class LineReader {
 public:
  // A longer line is passed over and told of, so that memory is bounded.
  static constexpr size_t kMaxLineBytes = size_t{64} << 20U;
  static constexpr size_t kBlockBytes = size_t{1} << 20U;

  struct Block {
    std::shared_ptr<const Source> source;  // whole lines; the last of a file may lack its end
    uint64_t first_line = 1;               // counted from 1
    bool too_long = false;                 // in place of a line that is longer than kMaxLineBytes: no text
  };

  // "-" is standard input, which is called <stdin>.
  // Errors: cannot open, is a directory.
  static Result<std::unique_ptr<LineReader>> open(const std::string& path);
  ~LineReader();

  // The lines that can be had without waiting, at least one; nothing at the end. Errors: cannot read, gzip.
  Result<std::optional<Block>> next();

  // Bytes read, and the size of the file; 0 where that is not known: for progress.
  uint64_t done() const { return done_; }
  uint64_t size() const { return size_; }

 private:
  LineReader(std::unique_ptr<File> file, std::string name, uint64_t size);
  Result<bool> fill();
  Block take(size_t bytes);

  std::unique_ptr<File> file_;
  std::string name_;
  uint64_t size_ = 0;
  uint64_t done_ = 0;
  uint64_t line_ = 1;
  std::string rest_;       // what was read and not given
  size_t seen_ = 0;        // so much of it holds no line end
  bool skipping_ = false;  // inside a line that is too long
  bool ended_ = false;
};

}  // namespace arnscope
