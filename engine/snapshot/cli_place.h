// What the place of a file in a folder of the AWS CLI's output means. Internal to snapshot/. Any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/operations.h"
#include "engine/snapshot/load.h"

namespace arnscope {

struct CliPlace {
  std::string account_folder;            // its path, as the input was given
  std::string_view region;               // "" of the manifest
  std::optional<OperationId> operation;  // nothing: the manifest
  std::vector<std::string> parameters;   // that the operation was called with

  // The last part of the folder's path: "prod".
  std::string_view account_name() const {
    return std::string_view(account_folder).substr(account_folder.rfind('/') + 1);
  }
};

// The file of an account's folder that tells of the calls that were made.
inline constexpr std::string_view kManifest = "manifest.jsonl";

// An operation whose output is read by no reading of the table, for it describes the account.
inline constexpr std::string_view kAccountPublicAccessBlock = "s3control-get-public-access-block";

// Of a file without documents: it holds nothing, and is not one that could not be read.
bool is_blank(const InputFile& file);

// Nothing where the place is none of this layout. `region` is a view of the file's path.
//   account-data/prod/us-east-1/s3api-get-bucket-policy/my-bucket.json  // prod, us-east-1, ...,
//   {"my-bucket"} account-data/prod/manifest.jsonl
std::optional<CliPlace> cli_place(const InputFile& file);

// Where `collect` writes what a call answers, from the account's folder.
std::string cli_path(std::string_view region, OperationId operation, std::span<const std::string> parameters);

}  // namespace arnscope
