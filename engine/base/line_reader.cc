#include "engine/base/line_reader.h"

#include <algorithm>
#include <cerrno>

#include "engine/base/file.h"

namespace arnscope {

LineReader::LineReader(std::unique_ptr<File> file, std::string name, uint64_t size)
    : file_(std::move(file)), name_(std::move(name)), size_(size) {}
LineReader::~LineReader() = default;

Result<std::unique_ptr<LineReader>> LineReader::open(const std::string& path) {
  std::string name = path == "-" ? "<stdin>" : path;
  auto file = std::make_unique<File>(path);
  const Result<uint64_t> size = file->check(name);
  if (!size) return size.error();
  return std::unique_ptr<LineReader>(new LineReader(std::move(file), std::move(name), *size));
}

// Reads once. Returns whether there was something.
Result<bool> LineReader::fill() {
  const size_t held = rest_.size();
  rest_.reserve(held + kBlockBytes + Source::kPadding);
  rest_.resize(held + kBlockBytes);
  const ssize_t got = read_some(file_->descriptor(), rest_.data() + held, kBlockBytes);
  const int number = errno;
  rest_.resize(held + static_cast<size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) return cannot("read", name_, number);
  if (done_ == 0 && is_gzip(rest_)) return about(name_, "is gzip data: unpack it first");
  done_ += static_cast<uint64_t>(got);
  return got > 0;
}

// Gives the first bytes of what was read.
LineReader::Block LineReader::take(size_t bytes) {
  Block block;
  block.first_line = line_;
  std::string behind(std::string_view(rest_).substr(bytes));
  rest_.resize(bytes);
  for (std::string_view lines = rest_; !lines.empty(); ++line_) {  // memchr: several times std::count
    const size_t end = lines.find('\n');
    if (end == std::string_view::npos) break;
    lines.remove_prefix(end + 1);
  }
  if (!skipping_)
    block.source = Source::from_text(name_, std::move(rest_), static_cast<uint32_t>(block.first_line));
  block.too_long = skipping_;
  skipping_ = false;
  rest_ = std::move(behind);
  seen_ = 0;
  return block;
}

Result<std::optional<LineReader::Block>> LineReader::next() {
  for (;;) {
    const std::string_view unseen = std::string_view(rest_).substr(seen_);
    const size_t end = skipping_ ? unseen.find('\n') : unseen.rfind('\n');
    if (end != std::string_view::npos) return std::optional(take(seen_ + end + 1));
    if (ended_) {
      if (rest_.empty() && !skipping_) return std::optional<Block>();
      return std::optional(take(rest_.size()));
    }
    skipping_ = skipping_ || rest_.size() > kMaxLineBytes;
    if (skipping_) rest_.clear();
    seen_ = rest_.size();
    const Result<bool> more = fill();
    if (!more) return more.error();
    ended_ = !*more;
  }
}

}  // namespace arnscope
