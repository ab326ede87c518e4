// Files read whole, gzip undone.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>

#include "engine/base/file.h"
#include "engine/base/result.h"
#include "engine/base/source.h"

namespace arnscope {
namespace {

constexpr uint64_t kChunk = 256 * 1024;

// Appends what the file still holds, and stops one byte past `max_bytes`. `expected` is its size where that
// is known: of many small files no chunk may stay behind. 0 or the number of an error.
int read_all(int descriptor, uint64_t expected, uint64_t max_bytes, std::string& content) {
  for (;;) {
    const size_t size = content.size();
    if (size > max_bytes) return 0;
    const uint64_t step = size < expected ? expected - size : size == expected && size > 0 ? 1 : kChunk;
    const uint64_t wanted = std::min(step, max_bytes + 1 - size);
    content.resize(size + wanted);
    const ssize_t got = read_some(descriptor, content.data() + size, wanted);
    const int number = errno;
    content.resize(size + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) return number;
    if (got == 0) return 0;
  }
}

Error too_large(std::string_view name, uint64_t max_bytes) {
  return about(name, fmt::format("holds more than {} bytes, the most that one file may", max_bytes));
}

Result<std::string> read_bytes(const std::string& path, std::string_view name, uint64_t max_bytes) {
  const File file(path);
  const Result<uint64_t> size = file.check(name);
  if (!size) return size.error();
  if (*size > max_bytes) return too_large(name, max_bytes);
  std::string content;
  if (*size > 0) content.reserve(*size + 1 + Source::kPadding);
  const int number = read_all(file.descriptor(), *size, max_bytes, content);
  if (number != 0) return cannot("read", name, number);
  return content;
}

enum class Inflated : uint8_t { kDone, kCut, kDamaged, kTooLarge };

struct InflateEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

// Unpacks members until the input ends; zero bytes after the last are the padding of tapes and blocks.
Inflated inflate_members(std::string_view packed, uint64_t max_bytes, std::string& text) {
  z_stream state = {};
  if (inflateInit2(&state, MAX_WBITS + 16) != Z_OK) return Inflated::kDamaged;
  const std::unique_ptr<z_stream, InflateEnd> owner(&state);
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  state.avail_in = static_cast<uInt>(packed.size());
  for (;;) {
    const size_t size = text.size();
    if (size > max_bytes) return Inflated::kTooLarge;
    const uint64_t wanted = std::min(kChunk, max_bytes + 1 - size);
    text.resize(size + wanted);
    state.next_out = reinterpret_cast<Bytef*>(text.data() + size);
    state.avail_out = static_cast<uInt>(wanted);
    const int status = inflate(&state, Z_NO_FLUSH);
    text.resize(size + wanted - state.avail_out);
    if (status == Z_STREAM_END) {
      const std::string_view rest = packed.substr(packed.size() - state.avail_in);
      if (rest.find_first_not_of('\0') == std::string_view::npos) {
        return text.size() > max_bytes ? Inflated::kTooLarge : Inflated::kDone;
      }
      if (!is_gzip(rest) || inflateReset(&state) != Z_OK) return Inflated::kDamaged;
    } else if (status == Z_BUF_ERROR || (status == Z_OK && state.avail_in == 0 && state.avail_out > 0)) {
      return Inflated::kCut;
    } else if (status != Z_OK) {
      return Inflated::kDamaged;
    }
  }
}

// The size that the last member claims to unpack to, as far as it can be true: deflate packs 1032 to 1 at
// best.
uint64_t claimed_size(std::string_view packed) {
  if (packed.size() < 18) return 0;
  uint64_t claimed = 0;
  for (size_t i = 0; i < 4; ++i)
    claimed = claimed * 256 + static_cast<unsigned char>(packed[packed.size() - 1 - i]);
  return std::min<uint64_t>(claimed, packed.size() * 1032);
}

Result<std::string> gunzip(std::string_view packed, std::string_view name, uint64_t max_bytes) {
  std::string text;
  text.reserve(std::min(claimed_size(packed), max_bytes) + 1 + Source::kPadding);
  switch (inflate_members(packed, max_bytes, text)) {
    case Inflated::kDone:
      return text;
    case Inflated::kCut:
      return about(name, "ends inside its gzip data: is the file cut off?");
    case Inflated::kTooLarge:
      return about(name, fmt::format("unpacks to more than {} bytes, the most that one file may", max_bytes));
    case Inflated::kDamaged:
      break;
  }
  return about(name, "is damaged gzip data: fetch or pack it again");
}

Result<std::string> read_text(const std::string& path, std::string_view name, uint64_t max_bytes) {
  Result<std::string> content = read_bytes(path, name, max_bytes);
  if (!content) return content;
  if (content->size() > max_bytes) return too_large(name, max_bytes);
  return is_gzip(*content) ? gunzip(*content, name, max_bytes) : std::move(content);
}

}  // namespace

Result<std::shared_ptr<const Source>> Source::read(const std::string& path, uint64_t max_bytes) {
  const std::string name = path == "-" ? "<stdin>" : path;
  try {
    Result<std::string> text = read_text(path, name, max_bytes);
    if (!text) return text.error();
    return from_text(name, std::move(text).value());
  } catch (const std::bad_alloc&) {
    return about(name, "does not fit in memory");
  }
}

}  // namespace arnscope
