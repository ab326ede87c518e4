// `collect`: the shell script that makes a snapshot, the policy that its role needs, and what creates the
// role.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/collect_setup.h"
#include "cli/command.h"
#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/checks/split.h"
#include "engine/document/json_reader.h"
#include "engine/model/collection.h"
#include "engine/policy/parser.h"
#include "engine/policy/printer.h"

namespace arnscope::cli {
namespace {

constexpr std::array<std::string_view, 3> kPartitions = {"aws", "aws-cn", "aws-us-gov"};

// What the collection needs, a statement for the actions on any resource and one for each other resource.
Policy needed_policy(std::string_view partition) {
  Policy policy;
  policy.version = Version::k2012;
  const auto statement_on = [&](const std::string& resource) -> Statement& {
    for (Statement& statement : policy.statements)
      if (statement.resource->values.front().value == resource) return statement;
    Statement& statement = policy.statements.emplace_back();
    statement.effect = Effect::kAllow;
    statement.resource.emplace().values.push_back({resource, {}});
    return statement;
  };
  for (const CollectionPermission& permission : collection_permissions()) {
    std::string resource(permission.resource);
    if (resource.starts_with("arn:aws:")) resource.replace(4, 3, partition);
    statement_on(resource).action.values.push_back({std::string(permission.action), {}});
  }
  return policy;
}

// The policies that the role needs beside SecurityAudit, as few and as small as can be.
Result<Split> beside_security_audit(const Policy& needed) {
  const auto audit = catalog::find_managed_policy("SecurityAudit");
  SplitOptions options;
  if (audit) {
    auto document = read_json(Source::from_static("aws:SecurityAudit", audit->document));
    if (!document) return document.error();
    std::vector<Finding> findings;
    options.attached.push_back(
        compile(std::make_shared<const Policy>(
                    parse_policy((*document)->root(), PolicyKind::kIdentity, "aws:SecurityAudit", findings)),
                PolicyKind::kIdentity, "aws:SecurityAudit"));
  }
  options.merge = true;
  return split(std::span(&needed, 1), options);
}

}  // namespace

int run_collect(const Options& options, Terminal& terminal) {
  const std::string partition = options.partition.empty() ? "aws" : options.partition;
  if (std::find(kPartitions.begin(), kPartitions.end(), partition) == kPartitions.end()) {
    terminal.fail(fmt::format("`{}` is no partition: did you mean `{}`?", printable(partition),
                              nearest_name(partition, kPartitions).value_or("aws")));
    return kFailed;
  }
  if (options.policy_only && !options.setup.empty()) {
    terminal.fail("`--policy` and `--setup` print different things: give one of them");
    return kFailed;
  }
  if (!options.role.empty() && options.setup.empty()) {
    terminal.fail("`--role` names the role that `--setup` creates: give both");
    return kFailed;
  }
  if (options.setup.empty() && !options.policy_only) {
    terminal.data().write(collection_script(partition));
    return kYes;
  }
  const Policy needed = needed_policy(partition);
  if (options.setup.empty()) {
    terminal.data().write(print_policy(needed) + "\n");
    return kYes;
  }
  const SetupMethod* method = find_setup_method(options.setup);
  if (method == nullptr) {
    terminal.fail(fmt::format("`{}` is no way to create the role: cloudformation, terraform or cli",
                              printable(options.setup)));
    return kFailed;
  }
  const Result<Split> beside = beside_security_audit(needed);
  if (!beside) return terminal.fail(beside.error()), kFailed;
  CollectorRole role{options.role.empty() ? "arnscope-collector" : options.role, partition,
                     beside->documents};
  if (auto wrong = why_no_role_name(role.name); !wrong.empty()) return terminal.fail(wrong), kFailed;
  terminal.data().write(method->print(role));
  return kYes;
}

}  // namespace arnscope::cli
