// The operations of the AWS CLI whose output is read, one row each: what a snapshot of layout 2.2 consists
// of, what `collect` calls, and what `analyze` says is missing. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace arnscope {

using OperationId = uint16_t;  // a position in operations()

enum class OperationScope : uint8_t {
  kAccount,       // of global services: called once, and stands under us-east-1 (or its partition's like)
  kRegion,        // called in each region
  kOrganization,  // called in the management account alone
  kCollection,  // what `collect` asks for itself; the answer is not kept, and only a failure tells something
};

// Columns that do not apply are "".
struct Operation {
  std::string_view name = {};  // "ec2-describe-instances": service and operation as the AWS CLI calls them
  OperationScope scope = OperationScope::kRegion;
  // What it is called once for each of: parameters with blanks between, each an option of the CLI, "=" and
  // where its values come from. That is an operation, ":" and a path as in value_path.h, which may begin with
  // the parameters of that operation: "--bucket=s3api-list-buckets:Buckets[].Name"; or a value itself,
  // without ":": "--scope=REGIONAL,CLOUDFRONT". Of several with "," between, each counts; one of them may be
  // this operation, which is then called for what it answered too (a tree of units). A text that stands
  // before the value has a "=" of its own: "--image-id=imageDigest=ecr-describe-images:...". Options that
  // take a list are given one value.
  // All parameters that come from operations come from the same one, one output of it at a time: "$1" and a
  // path of one row are values that stood in one output. Every combination of the values is a call. The file
  // of a call is the operation's folder, the values percent-encoded, a level each; a file in place of the
  // folder is the call without them.
  std::string_view parameters = {};
  std::string_view arguments = {};  // the same with each call: "--policy-scope Local"
  // Of IAM, that the call needs, blanks between; behind one of them the ARNs that it is needed on, where that
  // is not any: "apigateway:GET arn:aws:apigateway:*::/restapis".
  std::string_view actions = {};
  std::string_view member = {};   // a member that its output always has, by which the content is known
  std::string_view aliases = {};  // other names of the file, blanks between: "s3-list-buckets"
  // Where the AWS CLI leaves the pages to its callers: the option that asks for the next one, "=" and the
  // member of an answer that names it: "--next-marker=NextMarker".
  std::string_view next = {};
  // Error codes that mean that there is nothing, blanks between: "NoSuchBucketPolicy".
  std::string_view nothing = {};
};

std::span<const Operation> operations();

// By name or alias, without regard to case. O(1).
std::optional<OperationId> find_operation(std::string_view name);

// `parameters` taken apart.
struct ParameterSource {
  std::optional<OperationId> operation;  // nothing: `text` is the value itself
  std::string_view text;                 // the path of the values in the output of `operation`
};
struct OperationParameter {
  std::string_view option;  // "--image-id"
  std::string_view before;  // text that stands before each value: "imageDigest="
  std::vector<ParameterSource> sources;
};
// REQUIRES: a row of the table.
std::vector<OperationParameter> parameters_of(const Operation& operation);

}  // namespace arnscope
