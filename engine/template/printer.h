// Policies as the templates that people deploy: what find_policies reads, written. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/policy/policy.h"

namespace arnscope {

// A policy and what to call it. Characters that IAM has not in names of policies become hyphens, and a name
// that stands already gets a number. Source: IAM User Guide, "IAM and AWS STS quotas", IAM name requirements.
struct PrintedPolicy {
  std::string name;
  const Policy* policy = nullptr;
};

// A CloudFormation template in JSON: an AWS::IAM::ManagedPolicy each. Ends in a newline. O(size).
std::string print_cloudformation(std::span<const PrintedPolicy> policies);

// Terraform configuration: an aws_iam_policy each, the policy as JSON in a heredoc, which Terraform hands on
// as it stands. (jsonencode would sort the members and write `<`, `>` and `&` as escapes, and so change the
// size.) Ends in a newline. O(size). Source: Terraform, "Strings and Templates".
std::string print_terraform(std::span<const PrintedPolicy> policies);

// The label that print_terraform gives the first policy of this name, by which other resources name it.
// Source: Terraform, "Syntax Configuration", identifiers.
std::string terraform_label(std::string_view name);

}  // namespace arnscope
