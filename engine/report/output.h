// Where writers put their text: a buffer in front of a function that takes it away, to standard output, a
// file or a string. Engine code opens nothing and prints nothing; who calls it decides where the text goes.
// One thread at a time.
//
//   std::string text;
//   Output output([&text](std::string_view piece) { return text.append(piece), true; });
//   write_table_csv(table, output);
//   output.flush();
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace arnscope {

class Output {
 public:
  // Takes the next piece of text. Returns false where nobody reads any more (a closed pipe, a full disk): it
  // is not called again. Does not throw.
  using Sink = std::function<bool(std::string_view)>;

  static constexpr size_t kBufferBytes = size_t{64} << 10U;

  explicit Output(Sink sink) : sink_(std::move(sink)) { buffer_.reserve(kBufferBytes); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { flush(); }

  // Adds text; hands it on where the buffer is full. Returns !closed(). Text written to a closed output is
  // dropped, so that a writer need not look.
  bool write(std::string_view text) {
    if (closed_) return false;
    if (buffer_.size() + text.size() > kBufferBytes && !flush()) return false;
    if (text.size() < kBufferBytes) {
      buffer_ += text;
    } else {
      closed_ = !sink_(text);
    }
    return !closed_;
  }

  // Hands on what is buffered. Returns !closed().
  bool flush() {
    if (!closed_ && !buffer_.empty()) closed_ = !sink_(buffer_);
    buffer_.clear();
    return !closed_;
  }

  // Whether the sink said that nobody reads any more. Long work asks, and stops quietly.
  bool closed() const { return closed_; }

 private:
  Sink sink_;
  std::string buffer_;
  bool closed_ = false;
};

}  // namespace arnscope
