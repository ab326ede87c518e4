#include "bench/organization.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

constexpr std::string_view kRegion = "us-east-1";

// AWS managed policies that people attach, with how many of a thousand roles hold each.
struct Attached {
  std::string_view name;
  uint32_t of_thousand;
};
constexpr std::array kAttached = {Attached{"AWSLambdaBasicExecutionRole", 220},
                                  Attached{"AmazonSSMManagedInstanceCore", 180},
                                  Attached{"AmazonECSTaskExecutionRolePolicy", 120},
                                  Attached{"AWSLambdaVPCAccessExecutionRole", 110},
                                  Attached{"CloudWatchAgentServerPolicy", 100},
                                  Attached{"AmazonS3ReadOnlyAccess", 60},
                                  Attached{"AmazonEC2ContainerRegistryReadOnly", 60},
                                  Attached{"AmazonSQSFullAccess", 30},
                                  Attached{"AmazonDynamoDBFullAccess", 20},
                                  Attached{"ReadOnlyAccess", 20},
                                  Attached{"SecurityAudit", 10},
                                  Attached{"PowerUserAccess", 8},
                                  Attached{"AdministratorAccess", 7}};

// Kinds of resources, with how many of a hundred are of it.
struct Kind {
  std::string_view arn, actions;
  uint32_t of_hundred;
};
constexpr std::array kKinds = {
    Kind{"arn:aws:s3:::app-{0}-{1}", R"("s3:GetObject", "s3:PutObject", "s3:ListBucket")", 15},
    Kind{"arn:aws:sqs:us-east-1:{0}:jobs-{1}", R"("sqs:SendMessage", "sqs:ReceiveMessage")", 10},
    Kind{"arn:aws:sns:us-east-1:{0}:events-{1}", R"("sns:Publish")", 10},
    Kind{"arn:aws:lambda:us-east-1:{0}:function:work-{1}", R"("lambda:InvokeFunction")", 20},
    Kind{"arn:aws:ec2:us-east-1:{0}:instance/i-{1:017x}", R"("ec2:StartInstances", "ec2:StopInstances")", 20},
    Kind{"arn:aws:ec2:us-east-1:{0}:volume/vol-{1:017x}", R"("ec2:AttachVolume")", 20},
    Kind{"arn:aws:kms:us-east-1:{0}:key/{1:08x}-0000-4000-8000-000000000000",
         R"("kms:Decrypt", "kms:GenerateDataKey*")", 5}};

struct Policy {
  std::string name, document;
};
struct Role {
  std::string name, trust;
  std::vector<std::string> attached;  // ARNs
  std::vector<Policy> inline_policies;
};
struct MadeAccount {
  std::string id;
  std::vector<Policy> managed;
  std::vector<Role> roles;
  std::vector<Role> users;
  std::vector<std::vector<std::string>> resources;  // ARNs, by kind
};

class Maker {
 public:
  Maker(const OrganizationSize& size, uint32_t number)
      : size_(size), random_(size.seed * 1'000'003 + number) {
    account_.id = std::to_string(100'000'000'000 + uint64_t{number} * 7'919);
  }

  MadeAccount make() {
    add_resources();
    add_managed();
    for (uint32_t i = 0; i < size_.roles; ++i) {
      account_.roles.push_back(holder(fmt::format("service-{:04}", i)));
      account_.roles.back().trust = trust(i);
    }
    for (uint32_t i = 0; i < size_.users; ++i)
      account_.users.push_back(holder(fmt::format("person{:03}", i)));
    return std::move(account_);
  }

 private:
  // Below `limit`; the same on every machine, which the library's distributions are not.
  uint32_t below(size_t limit) { return static_cast<uint32_t>(random_() % limit); }

  void add_resources() {
    for (const Kind& kind : kKinds) {
      account_.resources.emplace_back();
      for (uint32_t i = 0; i < size_.resources * kind.of_hundred / 100; ++i)
        account_.resources.back().push_back(fmt::format(fmt::runtime(kind.arn), account_.id, i));
    }
  }

  void add_managed() {
    for (uint32_t i = 0; i < 12; ++i) {
      const auto drawn = catalog::managed_policy(below(catalog::managed_policy_count()));
      if (drawn.document.size() > 6'000 || holds(drawn.name)) continue;
      account_.managed.push_back({fmt::format("custom-{}", drawn.name), std::string(drawn.document)});
    }
  }

  bool holds(std::string_view managed) const {
    return std::any_of(account_.managed.begin(), account_.managed.end(),
                       [&](const Policy& policy) { return policy.name.ends_with(managed); });
  }

  // A statement as an application has it: on one resource, on those with a prefix, or with a condition.
  std::string statement() {
    const size_t kind = below(kKinds.size());
    const auto& arns = account_.resources[kind];
    std::string resource = arns.empty() ? "*" : arns[below(arns.size())];
    if (kind == 0) resource += below(2) == 0 ? "/*" : "";
    if (below(4) == 0) resource = resource.substr(0, resource.size() - 1) + "*";
    const char* condition =
        below(6) == 0 ? R"(, "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}})" : "";
    return fmt::format(R"({{"Effect": "{}", "Action": [{}], "Resource": "{}"{}}})",
                       below(20) == 0 ? "Deny" : "Allow", kKinds[kind].actions, resource, condition);
  }

  Role holder(std::string name) {
    Role role{std::move(name), "", {}, {}};
    for (const Attached& each : kAttached)
      if (below(1000) < each.of_thousand)
        role.attached.push_back(std::string(catalog::find_managed_policy(each.name)->arn));
    if (!account_.managed.empty() && below(5) == 0)
      role.attached.push_back(fmt::format("arn:aws:iam::{}:policy/{}", account_.id,
                                          account_.managed[below(account_.managed.size())].name));
    const uint32_t statements = 1 + below(4);
    std::string text;
    for (uint32_t i = 0; i < statements; ++i) text += (i == 0 ? "" : ", ") + statement();
    role.inline_policies.push_back(
        {"app", fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", text)});
    return role;
  }

  std::string trust(uint32_t number) {
    std::string principal = R"({"Service": "lambda.amazonaws.com"})";
    if (number % 10 == 3) principal = fmt::format(R"({{"AWS": "arn:aws:iam::{}:root"}})", account_.id);
    if (number % 10 == 5) principal = R"({"Service": "ec2.amazonaws.com"})";
    if (number % 10 == 7) {
      principal = fmt::format(R"({{"AWS": "arn:aws:iam::{}:role/service-{:04}"}})", account_.id, number - 1);
    }
    return fmt::format(
        R"({{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {}, "Action": "sts:AssumeRole"}}]}})",
        principal);
  }

  const OrganizationSize& size_;
  std::mt19937_64 random_;
  MadeAccount account_;
};

class Folder {
 public:
  explicit Folder(std::string path) : path_(std::move(path)) {}

  void write(const std::string& name, std::string_view text) {
    const std::string path = fmt::format("{}/{}", path_, name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text << '\n';
    ++files_;
  }
  uint64_t files() const { return files_; }

 private:
  std::string path_;
  uint64_t files_ = 0;
};

template <class Each, class Text>
std::string list(const std::vector<Each>& elements, Text text) {
  std::string result = "[";
  for (const Each& each : elements) result += (result.size() > 1 ? ",\n  " : "") + text(each);
  return result + "]";
}

std::string inline_list(const Role& role) {
  return list(role.inline_policies, [](const Policy& policy) {
    return fmt::format(R"({{"PolicyName": "{}", "PolicyDocument": {}}})", policy.name, policy.document);
  });
}

void write_iam_collect(Folder& folder, const MadeAccount& account, std::string_view kind, const Role& each) {
  const std::string at = fmt::format("aws/aws/accounts/{}/iam/{}/{}/", account.id, kind, each.name);
  folder.write(
      at + "metadata.json",
      fmt::format(R"({{"arn": "arn:aws:iam::{0}:{1}/{2}", "name": "{2}", "id": "AROA{2}", "path": "/", )"
                  R"("created": "2024-05-01T10:00:00.000Z"}})",
                  account.id, kind, each.name));
  if (!each.trust.empty()) folder.write(at + "trust-policy.json", each.trust);
  if (!each.attached.empty())
    folder.write(at + "managed-policies.json",
                 list(each.attached, [](const std::string& arn) { return fmt::format("\"{}\"", arn); }));
  folder.write(at + "inline-policies.json", inline_list(each));
}

// The folder of a resource: service, region, type and name, or the bucket's name alone.
std::string collect_folder(std::string_view arn) {
  constexpr std::array<std::array<std::string_view, 2>, 7> kPlaces = {
      {{":s3:::", "s3"},
       {":sqs:", "sqs/us-east-1"},
       {":sns:", "sns/us-east-1"},
       {":lambda:", "lambda/us-east-1/function"},
       {":instance/", "ec2/us-east-1/instance"},
       {":volume/", "ec2/us-east-1/volume"},
       {":kms:", "kms/us-east-1/key"}}};
  for (const auto& [mark, place] : kPlaces)
    if (arn.find(mark) != std::string_view::npos)
      return fmt::format("{}/{}", place, arn.substr(arn.find_last_of(":/") + 1));
  return "other";
}

std::string principal_detail(const MadeAccount& account, const Role& role) {
  return fmt::format(
      R"({{"Path": "/", "RoleName": "{1}", "RoleId": "AROA{1}", "Arn": "arn:aws:iam::{0}:role/{1}", "CreateDate": )"
      R"("2024-05-01T10:00:00+00:00", "AssumeRolePolicyDocument": {2}, "InstanceProfileList": [], )"
      R"("RolePolicyList": {3}, "AttachedManagedPolicies": {4}}})",
      account.id, role.name, role.trust, inline_list(role), list(role.attached, [](const std::string& arn) {
        return fmt::format(R"({{"PolicyArn": "{}", "PolicyName": "{}"}})", arn,
                           arn.substr(arn.rfind('/') + 1));
      }));
}

std::string user_detail(const MadeAccount& account, const Role& user) {
  return fmt::format(
      R"({{"Path": "/", "UserName": "{1}", "UserId": "AIDA{1}", "Arn": "arn:aws:iam::{0}:user/{1}", "CreateDate": )"
      R"("2024-05-01T10:00:00+00:00", "GroupList": [], "UserPolicyList": {2}, "AttachedManagedPolicies": {3}}})",
      account.id, user.name, inline_list(user), list(user.attached, [](const std::string& arn) {
        return fmt::format(R"({{"PolicyArn": "{}", "PolicyName": "{}"}})", arn,
                           arn.substr(arn.rfind('/') + 1));
      }));
}

std::string managed_detail(const MadeAccount& account, const Policy& policy) {
  return fmt::format(
      R"({{"PolicyName": "{1}", "PolicyId": "ANPA{1}", "Arn": "arn:aws:iam::{0}:policy/{1}", "Path": "/", )"
      R"("DefaultVersionId": "v1", "PolicyVersionList": [{{"Document": {2}, "VersionId": "v1", )"
      R"("IsDefaultVersion": true}}]}})",
      account.id, policy.name, policy.document);
}

// The file, the member that holds the list, and an element of it, by kind of resource.
struct Listing {
  std::string_view file, begin, element, end;
};
constexpr std::array<Listing, 7> kListings = {
    {{"s3api-list-buckets.json", R"({"Buckets": )",
      R"({{"Name": "{1}", "CreationDate": "2024-05-01T10:00:00+00:00"}})", "}"},
     {"sqs-list-queues.json", R"({"QueueUrls": )", R"("https://sqs.us-east-1.amazonaws.com/{2}/{1}")", "}"},
     {"sns-list-topics.json", R"({"Topics": )", R"({{"TopicArn": "{0}"}})", "}"},
     {"lambda-list-functions.json", R"({"Functions": )",
      R"({{"FunctionName": "{1}", "FunctionArn": "{0}", "Runtime": "python3.12", "Role": "arn:aws:iam::{2}:role/service-0001", "MemorySize": 512}})",
      "}"},
     {"ec2-describe-instances.json", R"({"Reservations": [{"Instances": )",
      R"({{"InstanceId": "{1}", "InstanceType": "m7g.large", "State": {{"Code": 16, "Name": "running"}}, "Tags": [{{"Key": "Name", "Value": "worker"}}]}})",
      "}]}"},
     {"ec2-describe-volumes.json", R"({"Volumes": )",
      R"({{"VolumeId": "{1}", "Size": 100, "VolumeType": "gp3", "Encrypted": true, "Attachments": []}})",
      "}"},
     {"kms-list-keys.json", R"({"Keys": )", R"({{"KeyId": "{1}", "KeyArn": "{0}"}})", "}"}}};

}  // namespace

uint64_t write_iam_collect(const std::string& path, const OrganizationSize& size) {
  Folder folder(path);
  for (uint32_t number = 0; number < size.accounts; ++number) {
    const MadeAccount account = Maker(size, number).make();
    for (const Role& role : account.roles) write_iam_collect(folder, account, "role", role);
    for (const Role& user : account.users) write_iam_collect(folder, account, "user", user);
    for (const Policy& policy : account.managed) {
      const std::string at = fmt::format("aws/aws/accounts/{}/iam/policy/{}/", account.id, policy.name);
      folder.write(at + "metadata.json",
                   fmt::format(R"({{"arn": "arn:aws:iam::{0}:policy/{1}", "name": "{1}", "path": "/"}})",
                               account.id, policy.name));
      folder.write(at + "current-policy.json", policy.document);
    }
    for (const auto& arns : account.resources)
      for (const std::string& arn : arns)
        folder.write(
            fmt::format("aws/aws/accounts/{}/{}/metadata.json", account.id, collect_folder(arn)),
            fmt::format(R"({{"arn": "{}", "name": "{}"}})", arn, arn.substr(arn.find_last_of(":/") + 1)));
  }
  return folder.files();
}

uint64_t write_cli_output(const std::string& path, const OrganizationSize& size) {
  Folder folder(path);
  for (uint32_t number = 0; number < size.accounts; ++number) {
    const MadeAccount account = Maker(size, number).make();
    const std::string at = fmt::format("{}/{}/", account.id, kRegion);
    folder.write(
        at + "iam-get-account-authorization-details.json",
        fmt::format(
            R"({{"UserDetailList": {}, "GroupDetailList": [], "RoleDetailList": {}, "Policies": {}}})",
            list(account.users, [&](const Role& user) { return user_detail(account, user); }),
            list(account.roles, [&](const Role& role) { return principal_detail(account, role); }),
            list(account.managed, [&](const Policy& policy) { return managed_detail(account, policy); })));
    for (size_t kind = 0; kind < kListings.size(); ++kind) {
      const Listing& listing = kListings[kind];
      folder.write(at + std::string(listing.file),
                   fmt::format("{}{}{}", listing.begin,
                               list(account.resources[kind],
                                    [&](const std::string& arn) {
                                      return fmt::format(fmt::runtime(listing.element), arn,
                                                         arn.substr(arn.find_last_of(":/") + 1), account.id);
                                    }),
                               listing.end));
    }
  }
  return folder.files();
}

}  // namespace arnscope
