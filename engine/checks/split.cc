#include "engine/checks/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/checks/division.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

bool has_variable(const Statement& statement) {
  return print_statement(statement).find("${") != std::string::npos;
}

// The version under which all statements can stand together: variables alone mean something else.
Result<Version> common_version(std::span<const Policy> policies) {
  Version version = Version::k2012;
  const Policy* bound = nullptr;  // whose version counts
  for (const Policy& policy : policies) {
    auto with = std::find_if(policy.statements.begin(), policy.statements.end(), has_variable);
    if (with == policy.statements.end()) continue;
    if (bound != nullptr && (policy.version == Version::k2012) != (version == Version::k2012))
      return Error{
          "`${` is a policy variable in version 2012-10-17 alone: policies of this and of another version "
          "that both have it cannot be united",
          {policy.source, with->span}};
    version = policy.version;
    bound = &policy;
  }
  if (bound == nullptr && policies.size() == 1) version = policies.front().version;
  return version;
}

// A Sid must be unique in a document, but for the empty one, which is none: what comes later gets a number.
// Source: IAM User Guide, "IAM JSON policy elements: Sid".
void make_sids_unique(SourcedStatements& statements) {
  std::set<std::string> known;
  std::map<std::string, uint32_t> next;  // by what is written: the numbers before it are taken
  for (SourcedStatement& each : statements) {
    if (!each.statement.sid || each.statement.sid->value.empty()) continue;
    const std::string written = each.statement.sid->value;
    uint32_t& number = next.try_emplace(written, 2).first->second;
    while (!known.insert(each.statement.sid->value).second)
      each.statement.sid->value = fmt::format("{}{}", written, number++);
  }
}

// What a document is without statements.
Policy empty_document(std::span<const Policy> policies, Version version) {
  Policy document;
  document.version = version;
  if (policies.size() == 1) document.id = policies.front().id;
  return document;
}

uint32_t count_policy(const Policy& policy) {
  return count_characters(print_policy(policy, Layout::kCompact));
}

std::vector<PackingGroup> groups_of(const std::vector<Share>& shares) {
  std::vector<PackingGroup> groups;
  for (const Share& share : shares) groups.push_back(share.group());
  return groups;
}

// Where each value stands in earlier documents: what surrounds it says which statement, with the Sid where
// there is such a one, or else without.
class Earlier {
 public:
  explicit Earlier(const std::vector<Policy>& documents) {
    for (uint32_t at = 0; at < documents.size(); ++at) {
      for (const Statement& statement : documents[at].statements) {
        if (statement.action.polarity == Polarity::kListed) add(statement, {ListKind::kActions, 0}, at);
        if (statement.resource && statement.resource->polarity == Polarity::kListed)
          add(statement, {ListKind::kResources, 0}, at);
        for (uint32_t i = 0; i < statement.conditions.size(); ++i) add(statement, {ListKind::kValues, i}, at);
        for (Sid sid : {Sid::kCounts, Sid::kLeftOut})
          whole_.emplace(surroundings(statement, std::nullopt, sid), at);
      }
    }
  }

  std::vector<uint32_t> bins(const Share& share) const {
    const std::string named = surroundings(share.statement, share.list, Sid::kCounts);
    const std::string around = surroundings(share.statement, share.list, Sid::kLeftOut);
    if (!share.list) {
      auto at = whole_.find(named);
      if (at == whole_.end()) at = whole_.find(around);
      return {at == whole_.end() ? kNoBin : at->second};
    }
    std::vector<uint32_t> result;
    for (const Text& text : values_of(share.statement, *share.list)) {
      auto at = values_.find({named, folded(*share.list, text)});
      if (at == values_.end()) at = values_.find({around, folded(*share.list, text)});
      result.push_back(at == values_.end() ? kNoBin : at->second);
    }
    return result;
  }

 private:
  enum class Sid : uint8_t { kCounts, kLeftOut };

  static std::string folded(StatementList list, const Text& text) {
    return list.kind == ListKind::kActions ? fold(text.value) : text.value;
  }
  static std::string surroundings(Statement statement, std::optional<StatementList> list, Sid sid) {
    if (sid == Sid::kLeftOut) statement.sid.reset();
    if (list) values_of(statement, *list).clear();
    return print_statement(statement);
  }
  void add(const Statement& statement, StatementList list, uint32_t document) {
    for (Sid sid : {Sid::kCounts, Sid::kLeftOut}) {
      const std::string around = surroundings(statement, list, sid);
      for (const Text& text : values_of(statement, list))
        values_.emplace(std::pair{around, folded(list, text)}, document);
    }
  }

  std::map<std::pair<std::string, std::string>, uint32_t> values_;
  std::map<std::string, uint32_t> whole_;
};

Placement placement_of(const std::vector<Share>& shares, const std::vector<Policy>& previous) {
  const Earlier earlier(previous);
  Placement placement;
  for (const Share& share : shares) placement.push_back(earlier.bins(share));
  return placement;
}

// A document is the earlier one that it has the most of, also where the numbers have changed.
uint32_t count_moved(const Packing& packing, const Placement& placement) {
  uint32_t moved = 0;
  for (const std::vector<PackedGroup>& bin : packing.bins) {
    std::map<uint32_t, uint32_t> from;
    for (const PackedGroup& group : bin)
      for (uint32_t item : group.items)
        if (placement[group.group][item] != kNoBin) ++from[placement[group.group][item]];
    uint32_t all = 0;
    uint32_t most = 0;
    for (const auto& [earlier, count] : from) {
      all += count;
      most = std::max(most, count);
    }
    moved += all - most;
  }
  return moved;
}

// Bins in the order of what they begin with.
void sort_bins(Packing& packing) {
  std::sort(packing.bins.begin(), packing.bins.end(), [](const auto& a, const auto& b) {
    return std::pair(a.front().group, a.front().items.front()) <
           std::pair(b.front().group, b.front().items.front());
  });
}

// Of two parts of one statement in one document the second has no Sid: a number might not fit.
void drop_repeated_sids(Policy& document) {
  std::set<std::string> known;
  for (Statement& each : document.statements)
    if (each.sid && !each.sid->value.empty() && !known.insert(each.sid->value).second) each.sid.reset();
}

void write_documents(const Packing& packing, const std::vector<Share>& shares, const Policy& empty,
                     Split& split) {
  for (const std::vector<PackedGroup>& bin : packing.bins) {
    Policy document = empty;
    for (const PackedGroup& group : bin) {
      document.statements.push_back(shares[group.group].take(group.items));
      document.statements.back().index = static_cast<uint32_t>(document.statements.size() - 1);
    }
    drop_repeated_sids(document);
    split.characters.push_back(count_policy(document));
    split.documents.push_back(std::move(document));
  }
}

std::shared_ptr<const CompiledPolicy> compile_document(const Policy& policy) {
  const bool named = std::any_of(policy.statements.begin(), policy.statements.end(),
                                 [](const Statement& statement) { return statement.principal.has_value(); });
  return compile(std::make_shared<const Policy>(policy),
                 named ? PolicyKind::kResource : PolicyKind::kIdentity, "");
}

CompiledPolicies compile_all(std::span<const Policy> policies) {
  CompiledPolicies compiled;
  for (const Policy& policy : policies) compiled.push_back(compile_document(policy));
  return compiled;
}

uint64_t count_atoms(std::span<const Policy> policies) {
  uint64_t atoms = 0;
  for (const Policy& policy : policies) {
    for (const Statement& statement : policy.statements) {
      const auto count = [](const ElementList& list) {
        return list.polarity == Polarity::kListed ? uint64_t{list.values.size()} : 1;
      };
      atoms += count(statement.action) * (statement.resource ? count(*statement.resource) : 1);
    }
  }
  return atoms;
}

Error not_proven(const Atom& atom, std::string_view side) {
  return {fmt::format("the result could not be proven: `{}` on `{}` is in {} alone", printable(atom.action),
                      printable(atom.resource), side),
          {atom.policy->policy->source, atom.statement->written->span}};
}

// The proof, and that each document is as small as it should be. It knows nothing of how the split was made.
std::optional<Error> prove(std::span<const Policy> input, const SplitOptions& options, Split& split) {
  const CompiledPolicies before = compile_all(input);
  const CompiledPolicies after = compile_all(split.documents);
  CompiledPolicies granted = after;
  granted.insert(granted.end(), options.attached.begin(), options.attached.end());
  const Wildcards wildcards = options.wildcards ? Wildcards::kToday : Wildcards::kForever;
  if (auto lost = atoms_outside(before, granted, wildcards, 1); !lost.empty())
    return not_proven(lost.front(), "the input");
  if (auto added = atoms_outside(after, before, wildcards, 1); !added.empty())
    return not_proven(added.front(), "the result");
  for (uint32_t characters : split.characters)
    if (characters > options.most_characters)
      return Error{fmt::format("a document of {} characters came out, and {} is the most", characters,
                               options.most_characters),
                   {}};
  split.input_atoms = count_atoms(input);
  split.result_atoms = count_atoms(split.documents);
  return std::nullopt;
}

SourcedStatements statements_of(std::span<const Policy> policies) {
  SourcedStatements statements;
  for (uint32_t at = 0; at < policies.size(); ++at)
    for (const Statement& statement : policies[at].statements) statements.push_back({statement, at});
  return statements;
}

// Action lists by the shortest patterns; patterns that stand there already stay.
void use_wildcards(SourcedStatements& statements, const WildcardOptions& options, Split& split) {
  for (SourcedStatement& each : statements) {
    ElementList& list = each.statement.action;
    if (list.polarity == Polarity::kAllBut) continue;
    ActionSet wanted(catalog::action_count());
    std::vector<Text> others;
    for (const Text& text : list.values) {
      const ActionId id = has_wildcard(text.value) ? kNoAction : catalog::find_action(text.value);
      if (id == kNoAction) {
        others.push_back(text);
      } else {
        wanted.insert(id);
      }
    }
    list.values.clear();
    for (ActionPattern& pattern : shortest_patterns(wanted, options).patterns) {
      list.values.push_back({pattern.pattern, {}});
      if (!has_wildcard(pattern.pattern)) continue;
      WildcardUse use{each.policy, each.statement.index, std::move(pattern.pattern), {}};
      for (ActionId id : pattern.members) use.actions.push_back(catalog::action_name(id));
      split.wildcards.push_back(std::move(use));
    }
    list.values.insert(list.values.end(), others.begin(), others.end());
  }
}

Error too_large(const std::vector<TooLarge>& list, const SourcedStatements& sourced,
                std::span<const Policy> policies) {
  const SourcedStatement& first = sourced[list.front().statement];
  std::string message = list.front().why;
  if (list.size() == 2) message += "; 1 more statement is too large";
  if (list.size() > 2) message += fmt::format("; {} more statements are too large", list.size() - 1);
  return {std::move(message), {policies[first.policy].source, first.statement.span}};
}

// A division and how it is packed.
struct Packed {
  Division division;
  Packing packing;
};

Packed pack_divided(Division division, uint32_t capacity) {
  Packed packed{std::move(division), {}};
  packed.packing = pack(groups_of(packed.division.shares), capacity);
  if (packed.division.only_way)
    packed.division.fewest_documents = std::max(packed.division.fewest_documents, packed.packing.lower_bound);
  return packed;
}

// Divides along the largest lists, and where that might not be the best in other ways as well.
Packed pack_best(std::span<const Statement> statements, uint32_t capacity, Division largest) {
  Packed best = pack_divided(std::move(largest), capacity);
  for (DealOut deal_out : {DealOut::kActions, DealOut::kResources}) {
    if (best.packing.bins.size() <= best.division.fewest_documents || best.division.only_way) break;
    Packed other = pack_divided(divide(statements, capacity, deal_out), capacity);
    if (other.packing.bins.size() < best.packing.bins.size()) best = std::move(other);
  }
  return best;
}

// The order of the documents, by what they begin with or by what they held before.
void arrange(Packed& packed, uint32_t capacity, const SplitOptions& options, Split& split) {
  if (options.previous.empty()) return sort_bins(packed.packing);
  const std::vector<Share>& shares = packed.division.shares;
  const Placement placement = placement_of(shares, options.previous);
  packed.packing = repack(groups_of(shares), capacity, placement, packed.packing);
  split.moved = count_moved(packed.packing, placement);
  std::erase_if(packed.packing.bins, [](const auto& bin) { return bin.empty(); });
}

// Everything that changes statements before they are packed.
SourcedStatements prepare(std::span<const Policy> policies, Version version, const SplitOptions& options,
                          Split& split) {
  SourcedStatements sourced = statements_of(policies);
  drop_repeated(sourced, split.removals);
  if (options.merge) merge(sourced, version, split.removals);
  drop_attached(sourced, version, options.attached, split.removals);
  if (options.wildcards) use_wildcards(sourced, *options.wildcards, split);
  make_sids_unique(sourced);
  return sourced;
}

}  // namespace

Result<Split> split(std::span<const Policy> policies, const SplitOptions& options) {
  auto version = common_version(policies);
  if (!version) return version.error();
  const Policy empty = empty_document(policies, *version);
  const uint32_t shell = count_policy(empty);
  if (options.most_characters <= shell)
    return Error{fmt::format("{} characters leave no room for a statement: a document without any takes {}",
                             options.most_characters, shell),
                 {}};
  Split split;
  const SourcedStatements sourced = prepare(policies, *version, options, split);
  std::vector<Statement> statements;
  for (const SourcedStatement& each : sourced) statements.push_back(each.statement);
  // A document of n statements has n - 1 commas between them, and each is counted with one.
  const uint32_t capacity = options.most_characters - shell + 1;
  Division division = divide(statements, capacity);
  if (!division.too_large.empty()) return too_large(division.too_large, sourced, policies);
  if (division.fewest_documents > kMaxDocuments)
    return Error{fmt::format("documents of {} characters would be {} at least: {} are the most that are made",
                             options.most_characters, division.fewest_documents, kMaxDocuments),
                 {}};
  Packed packed = pack_best(statements, capacity, std::move(division));
  arrange(packed, capacity, options, split);
  split.fewest = packed.division.fewest_documents;
  write_documents(packed.packing, packed.division.shares, empty, split);
  if (auto error = prove(policies, options, split)) return *error;
  return split;
}

}  // namespace arnscope
