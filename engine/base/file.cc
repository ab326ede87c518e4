#include "engine/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "engine/base/text.h"

namespace arnscope {

Error about(std::string_view path, std::string_view what) {
  return {fmt::format("`{}` {}", printable(path), what), {}};
}

Error cannot(std::string_view verb, std::string_view path, int number) {
  return {fmt::format("cannot {} `{}`: {}", verb, printable(path), std::generic_category().message(number)),
          {}};
}

File::File(const std::string& path)
    : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
      error_(descriptor_ < 0 ? errno : 0) {}

File::~File() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

Result<uint64_t> File::check(std::string_view name) const {
  if (descriptor_ < 0) return cannot("open", name, error_);
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0) return cannot("read", name, errno);
  if (S_ISDIR(status.st_mode)) return about(name, "is a directory: name a file");
  return S_ISREG(status.st_mode) ? static_cast<uint64_t>(std::max<off_t>(status.st_size, 0)) : 0;
}

ssize_t read_some(int descriptor, char* to, size_t size) {
  ssize_t got = 0;
  do {
    got = ::read(descriptor, to, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

}  // namespace arnscope
