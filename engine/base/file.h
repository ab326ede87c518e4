// Files as the system has them: the only place of the engine that opens one. Internal to base/.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace arnscope {

// An error about a file, its name in backticks first or after the verb.
Error about(std::string_view path, std::string_view what);
Error cannot(std::string_view verb, std::string_view path, int number);

// An open file; "-" is standard input.
class File {
 public:
  explicit File(const std::string& path);
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  int descriptor() const { return descriptor_; }
  // Its size, or 0 where it is no regular file. Errors: it could not be opened, is a directory.
  Result<uint64_t> check(std::string_view name) const;

 private:
  int descriptor_;
  int error_ = 0;
};

// As read(2), past interruptions.
ssize_t read_some(int descriptor, char* to, size_t size);

bool is_gzip(std::string_view bytes);

}  // namespace arnscope
