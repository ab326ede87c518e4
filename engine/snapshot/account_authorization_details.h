// Layout: the output of `aws iam get-account-authorization-details`, from the CLI or the raw API.
// Source: IAM API Reference, GetAccountAuthorizationDetails.
#pragma once

#include <memory>

#include "engine/document/document.h"
#include "engine/snapshot/builder.h"

namespace arnscope {

bool is_account_authorization_details(Value root);
void load_account_authorization_details(const std::shared_ptr<const Document>& document,
                                        SnapshotBuilder& builder);

}  // namespace arnscope
