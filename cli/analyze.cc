// `analyze SNAPSHOT...`: what is in this snapshot, what is wrong with it, and what it cannot tell.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/input.h"
#include "engine/base/text.h"
#include "engine/document/json_writer.h"
#include "engine/graph/write.h"
#include "engine/report/findings.h"
#include "engine/snapshot/missing.h"

namespace arnscope::cli {
namespace {

struct Summary {
  const Snapshot& snapshot;
  GraphCounts counts;
  size_t entities = 0;
  size_t named = 0;  // resources that policies name and the snapshot does not describe
  size_t bounded = 0;
  size_t service_linked = 0;
  size_t trusted_outside = 0;  // principals of other accounts, providers and everyone that roles trust
  std::vector<std::string> missing;
};

Summary summarise(const Snapshot& snapshot, const Graph& graph) {
  Summary summary{snapshot, count_graph(graph), graph.entities.size(), 0, 0, 0, 0, missing_parts(snapshot)};
  for (const Entity& entity : graph.entities)
    summary.named += entity.kind == EntityKind::kResource && entity.index == kNoId ? 1 : 0;
  for (const User& user : snapshot.users) summary.bounded += user.boundary ? 1 : 0;
  for (const Role& role : snapshot.roles) {
    summary.bounded += role.boundary ? 1 : 0;
    summary.service_linked += role.is_service_linked() ? 1 : 0;
  }
  std::vector<EntityId> outside;
  for (const Relationship& trust : graph.of(RelationClass::kTrusts)) {
    const Entity& entity = graph.entities[trust.to];
    if (entity.external || entity.kind == EntityKind::kEveryone || entity.kind == EntityKind::kProvider)
      outside.push_back(trust.to);
  }
  std::sort(outside.begin(), outside.end());
  summary.trusted_outside =
      static_cast<size_t>(std::unique(outside.begin(), outside.end()) - outside.begin());
  return summary;
}

size_t count_policies(const Snapshot& snapshot, PolicyType type, PolicyOrigin origin) {
  return static_cast<size_t>(std::count_if(
      snapshot.policies.begin(), snapshot.policies.end(),
      [&](const PolicyEntry& policy) { return policy.type == type && policy.origin == origin; }));
}

size_t count_all(const Snapshot& snapshot, PolicyType type) {
  return count_policies(snapshot, type, PolicyOrigin::kSnapshot) +
         count_policies(snapshot, type, PolicyOrigin::kCatalog);
}

size_t count_inline(const Snapshot& snapshot) {
  size_t count = 0;
  for (PolicyType type : {PolicyType::kUserInline, PolicyType::kGroupInline, PolicyType::kRoleInline})
    count += count_policies(snapshot, type, PolicyOrigin::kSnapshot);
  return count;
}

std::string account_list(const Snapshot& snapshot) {
  constexpr size_t kMostShown = 5;
  std::string list;
  for (size_t i = 0; i < snapshot.accounts.size() && i < kMostShown; ++i) {
    const Account& account = snapshot.accounts[i];
    list += fmt::format("{}{} ({}{})", i == 0 ? "" : ", ", account.id,
                        account.name.empty() || account.name == account.id ? account.partition
                                                                           : std::string_view(account.name),
                        account.described ? "" : ", not in the snapshot");
  }
  return snapshot.accounts.size() > kMostShown ? list + ", ..." : list;
}

template <class Add>
void add_organization(const Organization& organization, Add add) {
  add(1, "organization",
      fmt::format(
          "{}, managed by {}, {} delegated administrators",
          organization.id.empty() ? "its id is unknown" : organization.id,
          organization.management_account.empty() ? "an unknown account" : organization.management_account,
          organization.delegated_administrators.size()));
  add(organization.units.size(), "roots and organizational units", "");
}

size_t count_types(const Snapshot& snapshot) {
  std::set<std::string_view> types;
  for (const Resource& resource : snapshot.resources) types.insert(resource.type);
  return types.size();
}

Table overview(const Summary& summary) {
  const Snapshot& snapshot = summary.snapshot;
  Table table{{{"", "count", Align::kRight}, {"", "what"}, {"", "detail"}}, {}};
  auto add = [&](size_t count, std::string_view what, std::string detail) {
    table.rows.push_back({Cell::number(static_cast<int64_t>(count), Style::kHeading), Cell(what),
                          Cell(std::move(detail), Style::kDim)});
  };
  add(snapshot.accounts.size(), "accounts", account_list(snapshot));
  if (snapshot.organization) add_organization(*snapshot.organization, add);
  add(snapshot.users.size(), "users", "");
  add(snapshot.groups.size(), "groups", "");
  add(snapshot.roles.size(), "roles", fmt::format("{} service-linked", summary.service_linked));
  add(summary.bounded, "principals with a permissions boundary", "");
  add(count_policies(snapshot, PolicyType::kCustomerManaged, PolicyOrigin::kSnapshot),
      "customer managed policies", "");
  size_t from_catalog = count_policies(snapshot, PolicyType::kAwsManaged, PolicyOrigin::kCatalog);
  add(count_policies(snapshot, PolicyType::kAwsManaged, PolicyOrigin::kSnapshot) + from_catalog,
      "AWS managed policies", fmt::format("{} taken from the catalog", from_catalog));
  add(count_inline(snapshot), "inline policies", "");
  if (!snapshot.resources.empty())
    add(count_policies(snapshot, PolicyType::kResource, PolicyOrigin::kSnapshot), "resource policies", "");
  if (snapshot.organization) {
    add(count_all(snapshot, PolicyType::kServiceControl), "service control policies", "");
    add(count_all(snapshot, PolicyType::kResourceControl), "resource control policies", "");
  }
  add(summary.trusted_outside, "principals outside these accounts that roles trust", "");
  if (!snapshot.resources.empty())
    add(snapshot.resources.size(), "resources", fmt::format("of {} types", count_types(snapshot)));
  add(summary.named,
      snapshot.resources.empty() ? "resources that policies name" : "more resources that policies name", "");
  add(summary.entities, "entities in the graph", "");
  return table;
}

Table relationships(const Summary& summary) {
  Table table{{{"", "count", Align::kRight}, {"", "class"}}, {}};
  for (const auto& [name, count] : summary.counts.relationships)
    if (count > 0)
      table.rows.push_back({Cell::number(static_cast<int64_t>(count), Style::kHeading), Cell(name)});
  return table;
}

void write_text(const Summary& summary, Terminal& terminal) {
  Output& out = terminal.data();
  auto heading = [&](std::string_view title) {
    out.write(title == "Snapshot" ? "" : "\n");
    out.write(styled(title, Style::kHeading, terminal.color()) + "\n");
  };
  heading("Snapshot");
  write_table_text(overview(summary), terminal.layout(), out);
  heading("Relationships");
  write_table_text(relationships(summary), terminal.layout(), out);
  const FindingCounts counts = count_findings(summary.snapshot.findings);
  heading(fmt::format("Findings: {} errors, {} warnings, {} suggestions", counts[0], counts[1] + counts[2],
                      counts[3]));
  std::vector<Finding> faults;
  for (const Finding& finding : summary.snapshot.findings) {
    if (finding.severity != Severity::kSuggestion) faults.push_back(finding);
  }
  write_findings_text(faults, terminal.color(), out);
  // Suggestions are many and alike: a line each, without the source.
  for (const Finding& finding : summary.snapshot.findings) {
    if (finding.severity == Severity::kSuggestion)
      out.write(fmt::format("{}: {}\n", format_place(finding.place), printable(finding.message)));
  }
  heading("Not in the snapshot");
  for (const std::string& missing : summary.missing) out.write(fmt::format("  {}\n", printable(missing)));
}

void write_json(const Summary& summary, Terminal& terminal) {
  const Snapshot& snapshot = summary.snapshot;
  auto number = [](size_t value) { return static_cast<int64_t>(value); };
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().key("summary").begin_object();
  json.key("accounts").begin_array();
  for (const Account& account : snapshot.accounts) json.string(account.id);
  json.end_array().key("principals").begin_object();
  json.key("users")
      .number(number(snapshot.users.size()))
      .key("groups")
      .number(number(snapshot.groups.size()));
  json.key("roles").number(number(snapshot.roles.size())).end_object();
  json.key("policies").number(number(snapshot.policies.size()));
  json.key("resources").number(number(snapshot.resources.size() + summary.named));
  json.key("entities").number(number(summary.entities)).key("relationships").begin_object();
  for (const auto& [name, count] : summary.counts.relationships) json.key(name).number(number(count));
  json.end_object().end_object().key("findings").begin_array();
  for (const Finding& finding : snapshot.findings) write_finding(json, finding);
  json.end_array().member_list("missing", summary.missing).end_object();
  terminal.data().write(text + "\n");
}

}  // namespace

int run_analyze(const Options& options, Terminal& terminal) {
  auto snapshot = load(options, terminal, FindingTalk::kNone);
  if (!snapshot) return kFailed;
  Access access(*snapshot);
  const Graph graph = build_graph(access, {kAllRelationClasses, GrantStorage::kDrawn});
  const Summary summary = summarise(*snapshot, graph);
  (options.format == "json" ? write_json : write_text)(summary, terminal);
  const FindingCounts counts = count_findings(snapshot->findings);
  return counts[0] + counts[1] + counts[2] > 0 ? kNo : kYes;
}

}  // namespace arnscope::cli
