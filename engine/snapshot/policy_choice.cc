#include "engine/snapshot/policy_choice.h"

#include <algorithm>
#include <utility>

#include "engine/catalog/catalog.h"
#include "engine/evaluate/compiled.h"
#include "engine/policy/glob.h"
#include "engine/snapshot/exported_policy.h"

namespace arnscope {
namespace {

bool covers(const ElementList& outer, const ElementList& inner, Case letters) {
  auto any = [&](const ElementList& list, auto holds) {
    return std::any_of(list.values.begin(), list.values.end(), holds);
  };
  auto is_in = [&](const ElementList& list, const Text& text) {
    return any(list, [&](const Text& each) { return glob_contains(each.value, text.value, letters); });
  };
  auto meets = [&](const ElementList& list, const Text& text) {
    return any(list, [&](const Text& each) { return glob_intersects(each.value, text.value, letters); });
  };
  auto all = [](const ElementList& list, auto holds) {
    return std::all_of(list.values.begin(), list.values.end(), holds);
  };
  if (outer.polarity == Polarity::kListed) {
    if (inner.polarity == Polarity::kAllBut)
      return any(outer, [](const Text& each) { return each.value == "*"; });
    return all(inner, [&](const Text& each) { return is_in(outer, each); });
  }
  if (inner.polarity == Polarity::kListed)
    return all(inner, [&](const Text& each) { return !meets(outer, each); });
  return all(outer, [&](const Text& each) { return is_in(inner, each); });
}

bool covers(const PrincipalElement& outer, const PrincipalElement& inner) {
  if (outer == inner) return true;
  if (outer.polarity != Polarity::kListed || inner.polarity != Polarity::kListed) return false;
  return std::all_of(inner.entries.begin(), inner.entries.end(), [&](const PrincipalEntry& each) {
    return std::any_of(outer.entries.begin(), outer.entries.end(), [&](const PrincipalEntry& other) {
      return other.kind == PrincipalKind::kEveryone || other == each ||
             (other.kind == PrincipalKind::kAws && each.kind == PrincipalKind::kAws &&
              other.value.value == "*");
    });
  });
}

// Whether the outer statement speaks of every request that the inner one speaks of.
bool covers(const Statement& outer, const Statement& inner) {
  if (outer.effect != inner.effect || outer.principal.has_value() != inner.principal.has_value() ||
      outer.resource.has_value() != inner.resource.has_value())
    return false;
  if (!covers(outer.action, inner.action, Case::kInsensitive)) return false;
  if (outer.resource && !covers(*outer.resource, *inner.resource, Case::kSensitive)) return false;
  if (outer.principal && !covers(*outer.principal, *inner.principal)) return false;
  return std::all_of(outer.conditions.begin(), outer.conditions.end(), [&](const ConditionClause& each) {
    return std::find(inner.conditions.begin(), inner.conditions.end(), each) != inner.conditions.end();
  });
}

// Whether each statement of the effect in `inner` is covered by one in `outer`.
bool covers(const Policy& outer, const Policy& inner, Effect effect) {
  return std::all_of(inner.statements.begin(), inner.statements.end(), [&](const Statement& each) {
    return each.effect != effect || std::any_of(outer.statements.begin(), outer.statements.end(),
                                                [&](const Statement& other) { return covers(other, each); });
  });
}

bool grants_at_least(const Policy& more, const Policy& less) {
  return covers(more, less, Effect::kAllow) && covers(less, more, Effect::kDeny);
}

// How far its Allow statements reach, in actions and then to principals.
std::pair<uint32_t, bool> breadth(const Policy& policy) {
  ActionSet actions(catalog::action_count());
  bool to_everyone = false;
  for (const Statement& each : policy.statements) {
    if (each.effect != Effect::kAllow) continue;
    actions.unite(actions_of(each));
    if (!each.principal) continue;
    const auto& entries = each.principal->entries;
    to_everyone = to_everyone || each.principal->polarity == Polarity::kAllBut ||
                  std::any_of(entries.begin(), entries.end(),
                              [](const PrincipalEntry& entry) { return entry.value.value == "*"; });
  }
  return {actions.size(), to_everyone};
}

}  // namespace

Choice choose_policy(const ExportedPolicy& first, const ExportedPolicy& second, PolicyKind kind) {
  if (!first.document || !second.document) return {!first.document && second.document, false};
  std::vector<Finding> ignored;
  const ParsedPolicy a = parse_exported(first, kind, {}, ignored);
  const ParsedPolicy b = parse_exported(second, kind, {}, ignored);
  if (!a.readable || !b.readable) return {!a.readable && b.readable, true};
  if (*a.policy == *b.policy) return {};
  const bool first_covers = grants_at_least(*a.policy, *b.policy);
  const bool second_covers = grants_at_least(*b.policy, *a.policy);
  if (first_covers && second_covers && a.policy->version == b.policy->version) return {};
  if (first_covers != second_covers) return {second_covers, true};
  return {breadth(*b.policy) > breadth(*a.policy), true};
}

}  // namespace arnscope
