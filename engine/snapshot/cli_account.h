// The files of a folder of the AWS CLI's output by account. Internal to snapshot/.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/snapshot/builder.h"
#include "engine/snapshot/cli_place.h"

namespace arnscope {

struct CliFile {
  const InputFile* input = nullptr;
  CliPlace place;
};

struct CliAccount {
  std::string_view id;  // "" where nothing tells it
  std::vector<CliFile> files;
};

// Groups the files by the folder of their account and finds its id: what sts-get-caller-identity.json says,
// what the manifest says, the folder's name, the ARNs of IAM's users, roles and groups, the account in the
// ARNs of all resources that only their owner lists; else what most ARNs and owners in the files say, with a
// warning. Names the accounts. Where nothing tells the id there is a finding. O(size of the files) at worst.
std::vector<CliAccount> cli_accounts(std::span<const InputFile> files, SnapshotBuilder& builder);

// "aws", "aws-cn", "aws-us-gov".
std::string_view partition_of_region(std::string_view region);

}  // namespace arnscope
