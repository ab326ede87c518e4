// make_organization LAYOUT FOLDER ACCOUNTS ROLES USERS RESOURCES: writes the organization of organization.h,
// so that the whole program can be measured on it. LAYOUT is iam-collect or cli-output.
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string_view>

#include "bench/organization.h"

int main(int count, char** words) {
  using namespace arnscope;
  if (count != 7) {
    fmt::print(stderr, "make_organization iam-collect|cli-output FOLDER ACCOUNTS ROLES USERS RESOURCES\n");
    return 2;
  }
  OrganizationSize size;
  uint32_t* const numbers[] = {&size.accounts, &size.roles, &size.users, &size.resources};
  for (int i = 0; i < 4; ++i) {
    const std::string_view text = words[3 + i];
    std::from_chars(text.data(), text.data() + text.size(), *numbers[i]);
  }
  const bool collected = std::string_view(words[1]) == "iam-collect";
  const uint64_t files = collected ? write_iam_collect(words[2], size) : write_cli_output(words[2], size);
  fmt::print("{} files\n", files);
  return 0;
}
