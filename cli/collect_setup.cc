#include "cli/collect_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/document/json_writer.h"
#include "engine/policy/printer.h"
#include "engine/template/printer.h"

namespace arnscope::cli {
namespace {

std::string security_audit(const CollectorRole& role) {
  return fmt::format("arn:{}:iam::aws:policy/SecurityAudit", role.partition);
}

std::string policy_name(const CollectorRole& role, size_t position) {
  return role.policies.size() == 1 ? role.name : fmt::format("{}-{}", role.name, position + 1);
}

// The trust policy; `principal` and `external_id` are JSON, or what stands for it.
std::string trust_policy(std::string_view principal, std::string_view external_id) {
  return fmt::format(
      R"({{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": {}}}, "Action": "sts:AssumeRole", "Condition": {{"StringEquals": {{"sts:ExternalId": {}}}}}}}]}})",
      principal, external_id);
}

void write_parameter(JsonWriter& json, std::string_view name, std::string_view description,
                     std::string_view pattern, std::string_view otherwise = {}) {
  json.key(name).begin_object().member("Type", "String").member("Description", description);
  json.member("AllowedPattern", pattern);
  if (!otherwise.empty()) json.member("Default", otherwise);
  json.end_object();
}

void write_role(JsonWriter& json, const CollectorRole& role) {
  json.key("CollectorRole").begin_object().member("Type", "AWS::IAM::Role");
  json.key("Properties").begin_object();
  json.key("RoleName").raw(R"({"Ref": "RoleName"})");
  json.key("AssumeRolePolicyDocument")
      .raw(trust_policy(R"({"Ref": "TrustedPrincipal"})", R"({"Ref": "ExternalId"})"));
  json.key("ManagedPolicyArns").begin_array().string(security_audit(role));
  for (size_t i = 0; i < role.policies.size(); ++i)
    json.raw(fmt::format(R"({{"Ref": "CollectorPolicy{}"}})", i + 1));
  json.end_array().end_object().end_object();
}

std::string cloudformation(const CollectorRole& role) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().member("AWSTemplateFormatVersion", "2010-09-09");
  json.member("Description", "A role that reads configuration, for a collector");
  json.key("Parameters").begin_object();
  write_parameter(json, "TrustedPrincipal", "The account id or the ARN of who may assume the role",
                  R"(^(\d{12}|arn:aws[a-z-]*:iam::\d{12}:.+)$)");
  write_parameter(json, "ExternalId", "What the collector gives when it assumes the role",
                  R"(^[\w+=,.@:/-]{2,1224}$)");
  write_parameter(json, "RoleName", "The name of the role", R"(^[\w+=,.@-]{1,64}$)", role.name);
  json.end_object();
  json.key("Resources").begin_object();
  for (size_t i = 0; i < role.policies.size(); ++i) {
    json.key(fmt::format("CollectorPolicy{}", i + 1))
        .begin_object()
        .member("Type", "AWS::IAM::ManagedPolicy");
    json.key("Properties").begin_object();
    json.member("Description", "What the collector reads beside SecurityAudit").key("PolicyDocument");
    print_policy(json, role.policies[i]);
    json.end_object().end_object();
  }
  write_role(json, role);
  json.end_object();
  json.key("Outputs").begin_object().key("RoleArn").raw(
      R"({"Value": {"Fn::GetAtt": ["CollectorRole", "Arn"]}})");
  json.end_object().end_object();
  return text + "\n";
}

std::string terraform(const CollectorRole& role) {
  std::string text = R"(variable "trusted_principal" {
  description = "The account id or the ARN of who may assume the role"
  type        = string
}

variable "external_id" {
  description = "What the collector gives when it assumes the role"
  type        = string
}

)";
  text +=
      fmt::format("resource \"aws_iam_role\" \"collector\" {{\n  name               = \"{}\"\n", role.name);
  text += fmt::format("  assume_role_policy = <<EOT\n{}\nEOT\n}}\n\n",
                      trust_policy("${jsonencode(var.trusted_principal)}", "${jsonencode(var.external_id)}"));
  const auto attach = [&](std::string_view label, std::string_view arn) {
    text += fmt::format(
        "resource \"aws_iam_role_policy_attachment\" \"{}\" {{\n  role       = aws_iam_role.collector.name\n "
        " "
        "policy_arn = {}\n}}\n\n",
        label, arn);
  };
  attach("security_audit", fmt::format("\"{}\"", security_audit(role)));
  std::vector<PrintedPolicy> printed;
  for (size_t i = 0; i < role.policies.size(); ++i)
    printed.push_back({policy_name(role, i), &role.policies[i]});
  for (size_t i = 0; i < printed.size(); ++i)
    attach(fmt::format("collector_{}", i + 1),
           fmt::format("aws_iam_policy.{}.arn", terraform_label(printed[i].name)));
  return text + print_terraform(printed) +
         "\noutput \"role_arn\" {\n  value = aws_iam_role.collector.arn\n}\n";
}

// A text in single quotes for the shell.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string cli(const CollectorRole& role) {
  std::string text = R"(#!/bin/sh
# Creates the role that collects. TRUSTED_PRINCIPAL is the account id or the ARN of who may assume it, EXTERNAL_ID
# what that one gives with it.
set -eu
: "${TRUSTED_PRINCIPAL:?the account id or the ARN of who may assume the role}"
: "${EXTERNAL_ID:?what the collector gives when it assumes the role}"
export AWS_PAGER=''
account=$(aws sts get-caller-identity --query Account --output text)
)";
  text += fmt::format(
      "role={}\naws iam create-role --role-name \"$role\" --assume-role-policy-document \"$(cat "
      "<<END\n{}\nEND\n)\"\n",
      quoted(role.name), trust_policy("\"$TRUSTED_PRINCIPAL\"", "\"$EXTERNAL_ID\""));
  const auto attach = [&](std::string_view arn) {
    text += fmt::format("aws iam attach-role-policy --role-name \"$role\" --policy-arn \"{}\"\n", arn);
  };
  attach(security_audit(role));
  for (size_t i = 0; i < role.policies.size(); ++i) {
    const std::string name = policy_name(role, i);
    text += fmt::format("aws iam create-policy --policy-name {} --policy-document {}\n", quoted(name),
                        quoted(print_policy(role.policies[i], Layout::kCompact)));
    attach(fmt::format("arn:{}:iam::$account:policy/{}", role.partition, name));
  }
  return text;
}

constexpr std::array kMethods = {
    SetupMethod{"cloudformation", cloudformation},
    SetupMethod{"terraform", terraform},
    SetupMethod{"cli", cli},
};

}  // namespace

const SetupMethod* find_setup_method(std::string_view name) {
  for (const SetupMethod& method : kMethods)
    if (method.name == name) return &method;
  return nullptr;
}

std::string why_no_role_name(std::string_view name) {
  constexpr std::string_view kOther = "_+=,.@-";
  const auto good = [&](char c) {
    return (fold(c) >= 'a' && fold(c) <= 'z') || (c >= '0' && c <= '9') ||
           kOther.find(c) != std::string_view::npos;
  };
  if (!name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), good)) return "";
  return fmt::format("`{}` is no name of a role: 1 to 64 letters, digits and {}", printable(name), kOther);
}

}  // namespace arnscope::cli
