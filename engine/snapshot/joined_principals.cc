#include "engine/snapshot/joined_principals.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "engine/snapshot/policy_choice.h"
#include "engine/snapshot/resources.h"

namespace arnscope {
namespace {

using Names = std::set<std::string_view>;

// Of two lists, by the names in them.
Choice choose_list(Names first, Names second) {
  const auto is_partial = [](Names& names) { return std::erase_if(names, is_unread) > 0; };
  const bool first_partial = is_partial(first);
  const bool second_partial = is_partial(second);
  const bool in_second = std::includes(second.begin(), second.end(), first.begin(), first.end());
  const bool in_first = std::includes(first.begin(), first.end(), second.begin(), second.end());
  Choice choice;
  choice.contradict =
      !(first_partial && in_second) && !(second_partial && in_first) && !(in_first && in_second);
  choice.second = first_partial != second_partial ? first_partial : second.size() > first.size();
  return choice;
}

Names names_of(const std::vector<std::string_view>& groups) { return {groups.begin(), groups.end()}; }
Names names_of(const std::vector<FoundPrincipal::Reference>& references) {
  Names names;
  for (const auto& each : references) names.insert(each.arn);
  return names;
}
Names names_of(const std::vector<ExportedPolicy>& policies) {
  Names names;
  for (const ExportedPolicy& each : policies) names.insert(each.name);
  return names;
}

Place place_of(const ExportedPolicy& policy, const Place& otherwise) {
  return policy.document ? Value(policy.document.get(), policy.value).place() : otherwise;
}

// One principal, a record at a time.
class Joiner {
 public:
  Joiner(FoundPrincipal first, std::vector<Finding>& findings)
      : joined_(std::move(first)),
        findings_(findings),
        attached_(joined_.place),
        groups_(joined_.place),
        inline_(joined_.place),
        boundary_(joined_.place),
        tags_(joined_.place),
        id_(joined_.place) {}

  void add(FoundPrincipal other);
  FoundPrincipal take() { return std::move(joined_); }

 private:
  void contradiction(std::string what, const Place& here, const Place& stands) {
    findings_.push_back(
        {Severity::kWarning, "CONTRADICTING_ENTITY",
         fmt::format("`{}` has {} {}: that reading stands", joined_.arn, what, format_place(stands)), here,
         std::string(joined_.arn)});
  }
  // Takes the other's part where it is chosen; `stands` is the place of the part that stands.
  template <class Part>
  void take_part(Choice choice, std::string_view what, Part& part, Part& others, Place& stands,
                 const Place& place) {
    if (choice.contradict)
      contradiction(std::string(what), choice.second ? stands : place, choice.second ? place : stands);
    if (!choice.second) return;
    std::swap(part, others);
    stands = place;
  }
  void take_policy(ExportedPolicy& policy, ExportedPolicy& others, PolicyKind kind, const std::string& what,
                   const Place& place);
  void take_inline_policies(FoundPrincipal& other);
  void take_boundary(FoundPrincipal& other);
  void take_rest(FoundPrincipal& other);

  FoundPrincipal joined_;
  std::vector<Finding>& findings_;
  Place attached_, groups_, inline_, boundary_, tags_, id_;  // where the parts stand
};

void Joiner::take_policy(ExportedPolicy& policy, ExportedPolicy& others, PolicyKind kind,
                         const std::string& what, const Place& place) {
  const Choice choice = choose_policy(policy, others, kind);
  Place stands = place_of(policy, joined_.place);
  take_part(choice, what, policy, others, stands, place_of(others, place));
}

// The documents first, each by its name; then which of the two lists stands.
void Joiner::take_inline_policies(FoundPrincipal& other) {
  for (ExportedPolicy& mine : joined_.inline_policies) {
    const auto theirs = std::find_if(other.inline_policies.begin(), other.inline_policies.end(),
                                     [&](const ExportedPolicy& each) { return each.name == mine.name; });
    if (theirs == other.inline_policies.end()) continue;
    take_policy(mine, *theirs, PolicyKind::kIdentity,
                fmt::format("another inline policy `{}` here than at", mine.name), other.place);
    *theirs = mine;
  }
  take_part(choose_list(names_of(joined_.inline_policies), names_of(other.inline_policies)),
            "other inline policies here than at", joined_.inline_policies, other.inline_policies, inline_,
            other.place);
}

void Joiner::take_boundary(FoundPrincipal& other) {
  const std::string_view mine = joined_.boundary.arn;
  const std::string_view theirs = other.boundary.arn;
  if (mine == theirs) return;
  Choice choice;
  choice.contradict = !is_unread(mine) && !is_unread(theirs);
  choice.second = choice.contradict ? theirs.empty() : is_unread(mine);
  const bool none = mine.empty() || theirs.empty();
  take_part(choice,
            none ? "a permissions boundary here and none at" : "another permissions boundary here than at",
            joined_.boundary, other.boundary, boundary_, other.place);
}

void Joiner::take_rest(FoundPrincipal& other) {
  fill(joined_.name, other.name);
  fill(joined_.path, other.path);
  fill(joined_.created, other.created);
  fill(joined_.last_used, other.last_used);
  take_part({joined_.id.empty(), !joined_.id.empty() && !other.id.empty() && joined_.id != other.id},
            "another id here than at", joined_.id, other.id, id_, other.place);
  auto by_key = [](const Tag& a, const Tag& b) {
    return std::tie(a.key, a.value) < std::tie(b.key, b.value);
  };
  auto is_same = [](const Tag& a, const Tag& b) { return a.key == b.key && a.value == b.value; };
  std::sort(joined_.tags.begin(), joined_.tags.end(), by_key);
  std::sort(other.tags.begin(), other.tags.end(), by_key);
  const bool same =
      std::equal(joined_.tags.begin(), joined_.tags.end(), other.tags.begin(), other.tags.end(), is_same);
  take_part({other.tags.size() > joined_.tags.size(), !same && !joined_.tags.empty() && !other.tags.empty()},
            "other tags here than at", joined_.tags, other.tags, tags_, other.place);
  for (InstanceProfile& each : other.instance_profiles) {
    const bool known = std::any_of(joined_.instance_profiles.begin(), joined_.instance_profiles.end(),
                                   [&](const InstanceProfile& profile) { return profile.arn == each.arn; });
    if (!known) joined_.instance_profiles.push_back(std::move(each));
  }
}

void Joiner::add(FoundPrincipal other) {
  take_inline_policies(other);
  take_part(choose_list(names_of(joined_.attached), names_of(other.attached)),
            "other attached policies here than at", joined_.attached, other.attached, attached_, other.place);
  take_part(choose_list(names_of(joined_.groups), names_of(other.groups)), "other groups here than at",
            joined_.groups, other.groups, groups_, other.place);
  take_boundary(other);
  if (joined_.kind == FoundPrincipal::Kind::kRole)
    take_policy(joined_.trust, other.trust, PolicyKind::kTrust, "another trust policy here than at",
                other.place);
  take_rest(other);
}

template <class Record>
void sort_by_place(std::vector<Record>& records) {
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& a, const Record& b) { return place_key(a.place) < place_key(b.place); });
}

}  // namespace

FoundPrincipal join_principals(std::vector<FoundPrincipal> records, std::vector<Finding>& findings) {
  sort_by_place(records);
  Joiner joiner(std::move(records.front()), findings);
  for (size_t i = 1; i < records.size(); ++i) joiner.add(std::move(records[i]));
  return joiner.take();
}

PlacedPolicy join_managed_policies(std::vector<PlacedPolicy> records, std::vector<Finding>& findings) {
  sort_by_place(records);
  PlacedPolicy joined = std::move(records.front());
  for (size_t i = 1; i < records.size(); ++i) {
    PlacedPolicy& other = records[i];
    const Choice choice = choose_policy(joined.policy, other.policy, PolicyKind::kIdentity);
    if (choice.second) std::swap(joined, other);
    if (choice.contradict)
      findings.push_back({Severity::kWarning, "CONTRADICTING_ENTITY",
                          fmt::format("`{}` has another document here than at {}: that reading stands",
                                      joined.policy.arn, format_place(place_of(joined.policy, joined.place))),
                          place_of(other.policy, other.place), std::string(joined.policy.arn)});
    fill(joined.policy.name, other.policy.name);
    fill(joined.policy.version, other.policy.version);
    if (joined.policy.tags.empty()) joined.policy.tags = std::move(other.policy.tags);
  }
  return joined;
}

}  // namespace arnscope
