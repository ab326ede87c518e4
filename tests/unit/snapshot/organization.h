// An organization from short texts, as the AWS CLI tells it, beside the exports of its accounts.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/document/json_reader.h"
#include "engine/snapshot/account_authorization_details.h"
#include "engine/snapshot/organization_files.h"

namespace arnscope {

struct OrganizationFile {
  std::string operation;  // without "organizations-"
  std::string parameter;
  std::string text;
};

inline std::shared_ptr<const Document> document_of(std::string name, std::string text) {
  auto document = read_json(Source::from_text(std::move(name), std::move(text)));
  EXPECT_TRUE(document) << (document ? "" : format_error(document.error()));
  return *document;
}

inline void add_files(SnapshotBuilder& builder, const std::vector<OrganizationFile>& files) {
  for (const OrganizationFile& file : files) {
    const std::string operation = "organizations-" + file.operation;
    std::vector<std::string> parameters;
    if (!file.parameter.empty()) parameters.push_back(file.parameter);
    EXPECT_TRUE(read_organization_file(operation, parameters, document_of(operation, file.text), builder));
  }
}

inline void add_export(SnapshotBuilder& builder, const std::string& text) {
  load_account_authorization_details(document_of("export.json", text), builder);
}

// A company: 111122223333 manages it; 444455556666 lies in the unit ou-ab12-bbbbbbbb inside ou-ab12-aaaaaaaa,
// 777788889999 in the root.
inline std::vector<OrganizationFile> company_tree() {
  return {
      {"describe-organization", "",
       R"({"Organization": {"Id": "o-a1b2c3d4e5", "FeatureSet": "ALL", "MasterAccountId": "111122223333",
           "Arn": "arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5"}})"},
      {"list-roots", "",
       R"({"Roots": [{"Id": "r-ab12", "Name": "Root", "Arn": "arn:aws:organizations::111122223333:root/o-a1b2c3d4e5/r-ab12",
           "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}, {"Type": "RESOURCE_CONTROL_POLICY", "Status": "ENABLED"}]}]})"},
      {"list-accounts", "",
       R"({"Accounts": [{"Id": "111122223333", "Name": "main", "Email": "main@example.com", "Status": "ACTIVE"},
           {"Id": "444455556666", "Name": "app"}, {"Id": "777788889999", "Name": "logs", "Status": "SUSPENDED"}]})"},
      {"list-organizational-units-for-parent", "r-ab12",
       R"({"OrganizationalUnits": [{"Id": "ou-ab12-aaaaaaaa", "Name": "work"}]})"},
      {"list-organizational-units-for-parent", "ou-ab12-aaaaaaaa",
       R"({"OrganizationalUnits": [{"Id": "ou-ab12-bbbbbbbb", "Name": "prod"}]})"},
      {"list-accounts-for-parent", "r-ab12",
       R"({"Accounts": [{"Id": "111122223333"}, {"Id": "777788889999"}]})"},
      {"list-accounts-for-parent", "ou-ab12-bbbbbbbb", R"({"Accounts": [{"Id": "444455556666"}]})"},
      {"list-accounts-for-parent", "ou-ab12-aaaaaaaa", R"({"Accounts": []})"},
      {"list-organizational-units-for-parent", "ou-ab12-bbbbbbbb", R"({"OrganizationalUnits": []})"},
  };
}

// FullAWSAccess everywhere, as AWS attaches it.
inline std::vector<OrganizationFile> company_policies() {
  constexpr std::string_view kEverywhere =
      R"({"Targets": [{"TargetId": "r-ab12"}, {"TargetId": "ou-ab12-aaaaaaaa"}, {"TargetId": "ou-ab12-bbbbbbbb"},
          {"TargetId": "111122223333"}, {"TargetId": "444455556666"}, {"TargetId": "777788889999"}]})";
  return {
      {"list-policies", "SERVICE_CONTROL_POLICY",
       R"({"Policies": [{"Id": "p-FullAWSAccess", "Name": "FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": true}]})"},
      {"list-policies", "RESOURCE_CONTROL_POLICY",
       R"({"Policies": [{"Id": "p-RCPFullAWSAccess", "Name": "RCPFullAWSAccess", "Type": "RESOURCE_CONTROL_POLICY", "AwsManaged": true}]})"},
      {"list-targets-for-policy", "p-FullAWSAccess", std::string(kEverywhere)},
      {"list-targets-for-policy", "p-RCPFullAWSAccess", std::string(kEverywhere)},
  };
}

// A policy of one statement and what it is attached to. `statement` is a JSON object.
inline std::vector<OrganizationFile> attached_policy(std::string_view type, std::string_view id,
                                                     std::string_view statement, std::string_view target) {
  std::string content = fmt::format(R"({{"Version": "2012-10-17", "Statement": {}}})", statement);
  std::replace(content.begin(), content.end(), '\n', ' ');
  for (size_t at = 0; (at = content.find('"', at)) != std::string::npos; at += 2) content.insert(at, 1, '\\');
  return {
      {"describe-policy", std::string(id),
       fmt::format(
           R"({{"Policy": {{"PolicySummary": {{"Id": "{0}", "Name": "{0}", "Type": "{1}"}}, "Content": "{2}"}}}})",
           id, type, content)},
      {"list-targets-for-policy", std::string(id),
       fmt::format(R"({{"Targets": [{{"TargetId": "{}"}}]}})", target)}};
}

inline std::vector<OrganizationFile> operator+(std::vector<OrganizationFile> a,
                                               const std::vector<OrganizationFile>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline std::unique_ptr<const Snapshot> organization_of(const std::vector<OrganizationFile>& files,
                                                       const std::vector<std::string>& exports = {}) {
  SnapshotBuilder builder;
  for (const std::string& text : exports) add_export(builder, text);
  add_files(builder, files);
  return builder.finish();
}

}  // namespace arnscope
