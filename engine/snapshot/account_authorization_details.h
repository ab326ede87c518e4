// Layout: the output of `aws iam get-account-authorization-details`, from the CLI or the raw API.
// Source: IAM API Reference, GetAccountAuthorizationDetails.
#pragma once

#include <memory>
#include <string_view>

#include "engine/document/document.h"
#include "engine/snapshot/builder.h"

namespace arnscope {

// The operation, as the table has it.
inline constexpr std::string_view kDetails = "iam-get-account-authorization-details";

bool is_account_authorization_details(Value root);
// `account` is whose details they are; "": that of what they list.
void load_account_authorization_details(const std::shared_ptr<const Document>& document,
                                        SnapshotBuilder& builder, std::string_view account = {});

}  // namespace arnscope
