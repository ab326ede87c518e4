#include "engine/model/operations.h"

#include "engine/base/text.h"

namespace arnscope {
namespace {

constexpr Operation kOperations[] = {
    {.name = "s3api-list-buckets",
     .scope = OperationScope::kAccount,
     .actions = "s3:ListAllMyBuckets",
     .member = "Buckets",
     .aliases = "s3-list-buckets"},
    {.name = "s3api-get-bucket-policy",
     .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name",
     .actions = "s3:GetBucketPolicy",
     .member = "Policy",
     .aliases = "s3-get-bucket-policy",
     .nothing = "NoSuchBucketPolicy"},
    {.name = "ec2-describe-instances", .actions = "ec2:DescribeInstances", .member = "Reservations"},
};

}  // namespace

std::span<const Operation> operations() { return kOperations; }

std::optional<OperationId> find_operation(std::string_view name) {
  for (OperationId id = 0; id < std::size(kOperations); ++id) {
    if (equal_folded(kOperations[id].name, name)) return id;
    for (std::string_view alias : split(kOperations[id].aliases, ' '))
      if (!alias.empty() && equal_folded(alias, name)) return id;
  }
  return std::nullopt;
}

}  // namespace arnscope
