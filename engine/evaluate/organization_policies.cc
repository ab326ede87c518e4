#include "engine/evaluate/organization_policies.h"

#include <algorithm>
#include <array>

#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

// What a layer's policies do not restrict, in the words of AWS's list.
struct Unrestricted {
  Layer layer;
  bool (*applies)(const Request& request);
  std::string_view text;
};

bool is_service_linked(const Request& request) { return request.principal().is_service_linked(); }

bool is_outside_accounts(const Request& request) {
  const Principal& who = request.principal();
  return !who.has_identity() && who.type != PrincipalType::kRoot;
}

bool is_of_management_account(const Request& request) {
  return !request.management_account().empty() && request.principal().account == request.management_account();
}

bool is_by_root(const Request& request) { return request.principal().type == PrincipalType::kRoot; }

// Whether the plan that is asked for is the Enterprise one cannot be told: the root user is not held back.
bool changes_support_plan(const Request& request) {
  return is_by_root(request) && (request.action_name() == "supportplans:startsupportplanupdate" ||
                                 request.action_name() == "supportplans:createsupportplanschedule");
}

// The one attribute of an Elastic IP address that these actions know is the name of its reverse DNS record.
bool configures_reverse_dns(const Request& request) {
  return is_by_root(request) && (request.action_name() == "ec2:modifyaddressattribute" ||
                                 request.action_name() == "ec2:resetaddressattribute");
}

bool is_of_unrestricted_service(const Request& request) {
  constexpr std::array<std::string_view, 3> kServices = {"alexatopsites", "awis", "mechanicalturk"};
  return std::find(kServices.begin(), kServices.end(), request.service()) != kServices.end();
}

// Source: AWS Organizations User Guide, "Resource control policies (RCPs)", "List of AWS services that
// support RCPs".
bool is_of_service_without_rcps(const Request& request) {
  const auto service = request.action() == kNoAction ? catalog::find_service(request.service())
                                                     : catalog::action(request.action()).service;
  return !service || !catalog::service(*service).supports_rcp;
}

// The account whose RCPs apply: the resource's; the caller's where the action has no resource type, and where
// nothing else is said of the resource. Source: as above, "RCP effects on permissions".
std::string_view account_of_rcps(const Request& request) {
  if (!request.takes_resource()) return request.principal().account;
  if (!request.resource_account().empty()) return request.resource_account();
  return request.context().unlisted() == Unlisted::kAbsent ? std::string_view(request.principal().account)
                                                           : std::string_view();
}

bool is_on_management_account(const Request& request) {
  return !request.management_account().empty() && account_of_rcps(request) == request.management_account();
}

// A service assumes the role that is linked to it.
bool is_on_service_linked_role(const Request& request) {
  const ArnFields* arn = request.resource_fields();
  return request.service() == "sts" && arn != nullptr && arn->field[5].starts_with("role/aws-service-role/");
}

// The aliases of AWS managed keys begin with `aws/`. Source: AWS KMS Developer Guide, "Aliases in AWS KMS".
bool is_on_aws_managed_key(const Request& request) {
  static const std::array<KeyName, 2> kAliases = {make_key("kms:ResourceAliases"),
                                                  make_key("kms:RequestAlias")};
  constexpr std::string_view kPrefix = "alias/aws/";
  if (request.service() != "kms") return false;
  const ArnFields* arn = request.resource_fields();
  if (arn != nullptr && arn->field[5].starts_with(kPrefix)) return true;
  for (const KeyName& key : kAliases) {
    const KeyValues aliases = request.get(key);
    for (size_t i = 0; i < aliases.size(); ++i)
      if (aliases[i].starts_with(kPrefix)) return true;
  }
  return false;
}

bool retires_grant(const Request& request) { return request.action_name() == "kms:retiregrant"; }

// Of AWS's lists, what a request tells. Trusted signers of CloudFront, reverse DNS in Amazon Lightsail and
// the Amazon Product Marketing API have no action of their own.
// Source: AWS Organizations User Guide, "Service control policies (SCPs)", "Tasks and entities not restricted
// by SCPs", and "Resource control policies (RCPs)", "Resources and entities not restricted by RCPs".
constexpr std::array kUnrestricted = {
    Unrestricted{Layer::kScp, is_of_management_account, "it does not restrict the management account"},
    Unrestricted{Layer::kScp, is_service_linked, "it does not restrict service-linked roles"},
    Unrestricted{Layer::kScp, is_outside_accounts, "the caller belongs to no account"},
    Unrestricted{Layer::kScp, changes_support_plan, "it does not restrict the root user's support plan"},
    Unrestricted{Layer::kScp, configures_reverse_dns, "it does not restrict the root user's reverse DNS"},
    Unrestricted{Layer::kScp, is_of_unrestricted_service, "it does not restrict this service"},
    Unrestricted{Layer::kRcp, is_of_service_without_rcps, "the service is none that RCPs apply to"},
    Unrestricted{Layer::kRcp, is_on_management_account,
                 "it does not restrict the management account's resources"},
    Unrestricted{Layer::kRcp, is_service_linked, "it does not restrict service-linked roles"},
    Unrestricted{Layer::kRcp, is_on_service_linked_role,
                 "it does not restrict the trust policy of a service-linked role"},
    Unrestricted{Layer::kRcp, is_on_aws_managed_key, "it does not restrict AWS managed keys"},
    Unrestricted{Layer::kRcp, retires_grant, "it does not restrict kms:RetireGrant"},
};

}  // namespace

std::string_view unrestricted_because(Layer layer, const Request& request) {
  for (const Unrestricted& row : kUnrestricted)
    if (row.layer == layer && row.applies(request)) return row.text;
  return "";
}

}  // namespace arnscope
