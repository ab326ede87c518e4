// The operations of the AWS CLI whose output is read, one row each: what a snapshot of layout 2.2 consists
// of, what `collect` calls, and what `analyze` says is missing. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace arnscope {

using OperationId = uint16_t;  // a position in operations()

enum class OperationScope : uint8_t {
  kAccount,       // of global services: called once, and stands under us-east-1 (or its partition's like)
  kRegion,        // called in each region
  kOrganization,  // called in the management account alone
};

// Columns that do not apply are "".
struct Operation {
  std::string_view name = {};  // "ec2-describe-instances": service and operation as the AWS CLI calls them
  OperationScope scope = OperationScope::kRegion;
  // What it is called once for each of: options of the CLI, "=", where the values come from (operation, ":",
  // path as in value_path.h, which may begin with the parameters of that operation: "$1"), with blanks
  // between several: "--bucket=s3api-list-buckets:Buckets[].Name". The file of such a call is the
  // operation's folder, the values percent-encoded, a level each.
  std::string_view parameters = {};
  std::string_view arguments = {};  // the same with each call: "--policy-scope Local"
  std::string_view actions = {};    // of IAM, that the call needs, blanks between
  std::string_view member = {};     // a member that its output always has, by which the content is known
  std::string_view aliases = {};    // other names of the file, blanks between: "s3-list-buckets"
  // Error codes that mean that there is nothing, blanks between: "NoSuchBucketPolicy".
  std::string_view nothing = {};
};

std::span<const Operation> operations();

// By name or alias, without regard to case.
std::optional<OperationId> find_operation(std::string_view name);

}  // namespace arnscope
