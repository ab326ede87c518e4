#include "engine/model/readings.h"

#include <algorithm>

namespace arnscope {
namespace {

// Those of one operation stand together.
constexpr Reading kReadings[] = {
    {.operation = "s3api-list-buckets", .path = "Buckets[]", .type = "aws_s3_bucket"},
    {.operation = "s3api-get-bucket-policy", .type = "aws_s3_bucket", .adds_to = "$1", .policy = "Policy"},
    {.operation = "ec2-describe-instances", .path = "Reservations[].Instances[]", .type = "aws_instance"},
};

}  // namespace

std::span<const Reading> readings() { return kReadings; }

std::span<const Reading> readings_of(std::string_view operation) {
  const auto is_of = [&](const Reading& row) { return row.operation == operation; };
  const auto first = std::find_if(std::begin(kReadings), std::end(kReadings), is_of);
  return {first, std::find_if_not(first, std::end(kReadings), is_of)};
}

}  // namespace arnscope
