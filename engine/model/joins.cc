#include "engine/model/joins.h"

namespace arnscope {
namespace {

constexpr Join kJoins[] = {
    {RelationClass::kHas, "aws_s3", "aws_s3_bucket", JoinBy::kService, Holder::kTo, ""},
    {RelationClass::kHas, "aws_ec2", "aws_instance", JoinBy::kService, Holder::kTo, ""},
    {RelationClass::kHas, "aws_instance", "aws_security_group", JoinBy::kReference, Holder::kFrom,
     "SecurityGroups[].GroupId"},
};

constexpr TypeAlias kAliases[] = {
    {"aws_ec2_instance", "aws_instance"},
};

}  // namespace

std::span<const Join> joins() { return kJoins; }
std::span<const TypeAlias> type_aliases() { return kAliases; }

}  // namespace arnscope
