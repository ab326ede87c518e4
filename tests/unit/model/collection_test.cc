#include "engine/model/collection.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/model/operations.h"
#include "engine/model/regions.h"

namespace arnscope {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// The lines of the function with this name.
std::string function_of(const std::string& script, std::string_view name) {
  const size_t begin = script.find(fmt::format("\n{}() {{\n", name));
  if (begin == std::string::npos) return "";
  return script.substr(begin + 1, script.find("\n}\n", begin) + 2 - begin);
}

// Each is called by one of the three, in the table's order: what parameters come from stands before.
TEST(Collection, CallsEveryOperation) {
  const std::string script = collection_script("aws");
  for (const auto& [scope, caller] : {std::pair{OperationScope::kAccount, "collect_global"},
                                      std::pair{OperationScope::kOrganization, "collect_organization"},
                                      std::pair{OperationScope::kRegion, "collect_region"}}) {
    const std::string calls = function_of(script, caller);
    size_t at = 0;
    for (const Operation& operation : operations()) {
      std::string name(operation.name);
      std::replace(name.begin(), name.end(), '-', '_');
      EXPECT_EQ(has(function_of(script, name), fmt::format("call {} '", operation.name)),
                operation.scope != OperationScope::kCollection)
          << name;
      if (operation.scope != scope) continue;
      const size_t found = calls.find(fmt::format("  {}\n", name));
      ASSERT_NE(found, std::string::npos) << name;
      EXPECT_GT(found, at) << name;
      at = found;
    }
  }
}

struct FunctionRow {
  std::string_view name, text;
};
constexpr FunctionRow kFunctions[] = {
    {"ec2_describe_images", "  call ec2-describe-images '' 0 ec2 describe-images --owners self\n"},
    {"s3api_get_bucket_policy",
     "  [ ! -f \"$calls/s3api-list-buckets\" ] || while IFS=$separator read -r found q1; do\n"
     "    for p1 in $(values 'Buckets[].Name' \"$found\"); do\n"
     "      call s3api-get-bucket-policy 'NoSuchBucketPolicy' 1 \"$p1\" s3api get-bucket-policy "
     "--bucket=\"$p1\"\n"
     "    done\n"
     "  done <\"$calls/s3api-list-buckets\"\n"},
    {"ecr_describe_image_scan_findings",
     "    p1=$q1\n"
     "    for p2 in $(values 'imageDetails[].imageDigest' \"$found\"); do\n"
     "      call ecr-describe-image-scan-findings 'ScanNotFoundException' 2 \"$p1\" \"$p2\" ecr "
     "describe-image-scan-findings --repository-name=\"$p1\" --image-id=imageDigest=\"$p2\"\n"},
    {"events_list_targets_by_rule",
     "    for p1 in $(values 'Rules[].Name' \"$found\"); do\n"
     "      p2=$q1\n"},
    {"waf_regional_list_resources_for_web_acl",
     " waf-regional list-resources-for-web-acl --web-acl-id=\"$p1\""},
    {"wafv2_list_web_acls",
     "  for p1 in REGIONAL CLOUDFRONT; do\n"
     "    more=NextMarker$newline--next-marker\n"},
    // A tree: the roots, then what it answers itself.
    {"organizations_list_organizational_units_for_parent",
     "  done <\"$calls/organizations-list-roots\"\n"
     "  [ ! -f \"$calls/organizations-list-organizational-units-for-parent\" ] || while "},
};

TEST(Collection, Functions) {
  const std::string script = collection_script("aws");
  for (const FunctionRow& row : kFunctions) {
    const std::string function = function_of(script, row.name);
    EXPECT_TRUE(has(function, row.text)) << function;
  }
}

struct PartitionRow {
  std::string_view partition, text;
};
constexpr PartitionRow kPartitions[] = {
    {"aws",
     "partition=aws\nglobal_region=us-east-1\ndefault_regions='ap-northeast-1 ap-northeast-2 ap-northeast-3 "
     "ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 "
     "eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2'\n"},
    {"aws-cn", "partition=aws-cn\nglobal_region=cn-north-1\ndefault_regions='cn-north-1 cn-northwest-1'\n"},
    {"aws-us-gov",
     "partition=aws-us-gov\nglobal_region=us-gov-west-1\ndefault_regions='us-gov-east-1 us-gov-west-1'\n"},
};

TEST(Collection, Partitions) {
  for (const PartitionRow& row : kPartitions)
    EXPECT_TRUE(has(collection_script(row.partition), row.text)) << row.text;
}

// The script's own calls are named as the table names them, for the manifest is read by it.
TEST(Collection, RecordsWhatItAsksForItself) {
  const std::string script = collection_script("aws");
  for (const Operation& operation : operations())
    EXPECT_EQ(has(script, fmt::format("try_and_record {} ", operation.name)),
              operation.scope == OperationScope::kCollection)
        << operation.name;
}

// The shell script of POSIX has no brackets of Bash and its like.
TEST(Collection, IsOfPosix) {
  const std::string script = collection_script("aws");
  EXPECT_TRUE(script.starts_with("#!/bin/sh\n"));
  for (std::string_view other : {"[[", "local ", "function ", "<<<", "<(", "&>", "$'", "declare ", "(("})
    for (size_t at = script.find(other); at != std::string::npos; at = script.find(other, at + 1))
      EXPECT_EQ(other == "((" && script[at - 1] == '$', other == "((") << script.substr(at, 40);
  EXPECT_FALSE(has(script, "# OPERATIONS"));
}

TEST(Collection, PermissionsAreOfTheCatalog) {
  const auto permissions = collection_permissions();
  EXPECT_TRUE(std::is_sorted(permissions.begin(), permissions.end()));
  EXPECT_EQ(std::adjacent_find(permissions.begin(), permissions.end()), permissions.end());
  std::set<std::string_view> actions;
  for (const CollectionPermission& permission : permissions) {
    actions.insert(permission.action);
    EXPECT_NE(catalog::find_action(permission.action), kNoAction) << permission.action;
    EXPECT_TRUE(permission.resource == "*" || permission.resource.starts_with("arn:aws:"))
        << permission.resource;
    const catalog::AccessLevels levels = catalog::action(catalog::find_action(permission.action)).levels;
    EXPECT_EQ(levels & ~(catalog::kList | catalog::kRead), 0) << permission.action;
  }
  for (const Operation& operation : operations())
    for (std::string_view word : split(operation.actions, ' '))
      if (!word.empty() && !word.starts_with("arn:")) {
        EXPECT_TRUE(actions.contains(word)) << operation.name;
      }
  EXPECT_TRUE(actions.contains("ec2:DescribeRegions"));
  EXPECT_FALSE(actions.contains("sts:AssumeRole")) << "whoever assumes the role needs that";
  EXPECT_EQ(std::count_if(permissions.begin(), permissions.end(),
                          [](const CollectionPermission& each) { return each.action == "apigateway:GET"; }),
            6);
}

}  // namespace
}  // namespace arnscope
