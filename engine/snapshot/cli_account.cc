#include "engine/snapshot/cli_account.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "engine/model/entity_types.h"
#include "engine/model/readings.h"
#include "engine/model/regions.h"
#include "engine/model/value_path.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// So many mentions of accounts are counted: enough to tell the account from those that it deals with.
constexpr size_t kMaxMentions = 10000;

// The first text at `path` in the outputs of an operation that is an account id.
std::string_view id_in_output(const CliAccount& account, std::string_view operation, std::string_view path,
                              SnapshotBuilder& builder) {
  const auto wanted = find_operation(operation);
  for (const CliFile& file : account.files) {
    if (!file.place.operation || file.place.operation != wanted) continue;
    for (const auto& document : file.input->documents) {
      const std::string text = first_text({document->root()}, path);
      if (is_account_id(text)) return builder.intern(text);
    }
  }
  return {};
}

// The first text of this name in the manifest that is as it should be.
template <class Check>
std::string_view text_in_manifest(const CliAccount& account, std::string_view name, SnapshotBuilder& builder,
                                  Check is_as_it_should_be) {
  for (const CliFile& file : account.files) {
    if (file.place.operation) continue;
    for (const auto& document : file.input->documents) {
      const std::string text = first_text({document->root()}, name);
      if (is_as_it_should_be(text)) return builder.intern(text);
    }
  }
  return {};
}

std::string_view account_of(std::string_view text) {
  const auto arn = parse_arn(text);
  return arn && is_account_id(arn->account) ? arn->account : std::string_view();
}

// The account of the users, roles and groups that IAM lists.
std::string_view id_of_principals(const CliAccount& account, SnapshotBuilder& builder) {
  const auto details = find_operation("iam-get-account-authorization-details");
  for (const CliFile& file : account.files) {
    if (!file.place.operation || file.place.operation != details) continue;
    for (const auto& document : file.input->documents)
      for (std::string_view path : {"UserDetailList[].Arn", "RoleDetailList[].Arn", "GroupDetailList[].Arn"})
        if (const std::string arn = first_text({document->root()}, path); !account_of(arn).empty())
          return builder.intern(account_of(arn));
  }
  return {};
}

// Whether only the account that has resources of the type lists them. Subnets are listed where they are
// shared, an organization's trails in each member, and a subscription's account is its topic's.
bool is_listed_by_owner(const EntityTypeRow& row) {
  return !row.resource.empty() && row.key.find("OwnerId") == std::string_view::npos &&
         row.name != "aws_cloudtrail_trail";
}

// The accounts in the ARNs of what the files describe.
std::set<std::string> ids_of_resources(const CliAccount& account) {
  std::set<std::string> ids;
  for (const CliFile& file : account.files) {
    if (!file.place.operation) continue;
    for (const Reading& reading : readings_of(operations()[*file.place.operation].name)) {
      const EntityTypeId type = find_entity_type(reading.type);
      if (!reading.adds_to.empty() || type == kNoEntityType) continue;
      const EntityTypeRow& row = entity_types()[type];
      if (!is_listed_by_owner(row)) continue;
      for (const auto& document : file.input->documents)
        for_each_value({document->root()}, reading.path, [&](Value value) {
          const Described described{value, file.place.parameters, "aws", {}, file.place.region};
          const auto key = meets(described, reading.where) ? fill_template(described, row.key) : std::nullopt;
          if (key && !account_of(*key).empty()) ids.emplace(account_of(*key));
        });
    }
  }
  return ids;
}

// The account that the files speak of most: in ARNs, and as owner.
std::string_view id_in_texts(const CliAccount& account, SnapshotBuilder& builder) {
  std::map<std::string_view, size_t> mentions;
  size_t all = 0;
  for (const CliFile& file : account.files) {
    for (const auto& document : file.input->documents) {
      for (const Node& node : document->nodes()) {
        if (node.kind != Kind::kString) continue;
        const std::string_view text = document->text_of(node);
        const auto arn = text.starts_with("arn:") ? parse_arn(text) : std::nullopt;
        const std::string_view id = arn ? arn->account : text;
        if (!is_account_id(id)) continue;
        ++mentions[id];
        ++all;
      }
    }
    if (all >= kMaxMentions) break;
  }
  const auto most = std::max_element(mentions.begin(), mentions.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == mentions.end() ? std::string_view() : builder.intern(most->first);
}

std::string_view find_id(const CliAccount& account, SnapshotBuilder& builder) {
  if (auto id = id_in_output(account, "sts-get-caller-identity", "Account", builder); !id.empty()) return id;
  if (auto id = text_in_manifest(account, "account", builder, is_account_id); !id.empty()) return id;
  const std::string_view name = account.files.front().place.account_name();
  if (is_account_id(name)) return builder.intern(name);
  if (auto id = id_of_principals(account, builder); !id.empty()) return id;
  if (const auto ids = ids_of_resources(account); ids.size() == 1) return builder.intern(*ids.begin());
  const std::string_view guessed = id_in_texts(account, builder);
  if (!guessed.empty())
    builder.report(Severity::kWarning, "ACCOUNT_GUESSED",
                   fmt::format("`{}` is taken to be of {}, which its files mention most: "
                               "sts-get-caller-identity.json would tell",
                               account.files.front().place.account_folder, guessed),
                   {account.files.front().input->source, {}}, guessed);
  return guessed;
}

void name_account(const CliAccount& account, SnapshotBuilder& builder) {
  std::string_view region;
  for (const CliFile& file : account.files)
    if (region.empty()) region = file.place.region;
  if (region.empty())
    region =
        text_in_manifest(account, "region", builder, [](std::string_view text) { return !text.empty(); });
  const std::string_view name = account.files.front().place.account_name();
  const bool is_name = !name.empty() && name != "." && name != ".." && !is_account_id(name);
  builder.name_account(account.id, builder.intern(partition_of_region(region)),
                       is_name ? builder.intern(name) : std::string_view());
}

}  // namespace

std::string_view partition_of_region(std::string_view region) {
  if (const Region* known = find_region(region)) return known->partition;
  return region.starts_with("cn-") ? "aws-cn" : region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::vector<CliAccount> cli_accounts(std::span<const InputFile> files, SnapshotBuilder& builder) {
  std::vector<CliAccount> accounts;
  std::unordered_map<std::string, size_t> by_folder;
  for (const InputFile& input : files) {
    CliFile file{&input, *cli_place(input)};
    const auto [at, is_new] = by_folder.try_emplace(file.place.account_folder, accounts.size());
    if (is_new) accounts.emplace_back();
    accounts[at->second].files.push_back(std::move(file));
  }
  for (CliAccount& account : accounts) {
    account.id = find_id(account, builder);
    if (!account.id.empty()) {
      name_account(account, builder);
      continue;
    }
    builder.report(Severity::kError, "ACCOUNT_UNKNOWN",
                   fmt::format("`{}` is left out: no file of it names its account; "
                               "sts-get-caller-identity.json would",
                               account.files.front().place.account_folder),
                   {account.files.front().input->source, {}});
  }
  return accounts;
}

}  // namespace arnscope
