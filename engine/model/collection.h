// How a snapshot is made: the shell script that calls the operations of operations.h with the AWS CLI and
// writes layout 2.2, and the permissions that its role needs. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arnscope {

// A POSIX shell script; its own -h tells its options. `partition` decides which regions it asks and under
// which one global services stand. O(rows of the table).
std::string collection_script(std::string_view partition);

// A permission that some operation needs, and the ARN that it is needed on, "*" for any resource.
struct CollectionPermission {
  std::string_view action, resource;

  auto operator<=>(const CollectionPermission&) const = default;
};

// Of all operations, sorted, each once.
std::vector<CollectionPermission> collection_permissions();

}  // namespace arnscope
