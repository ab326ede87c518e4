// Which entities the Resource or NotResource of a statement reaches, by way of an index: entities of one
// shape stand together, sorted by the last field of their ARN, so that the literal text at the beginning of a
// pattern picks a range. Comparison is that of engine/policy/arn.h, which the evaluator uses. Of this folder
// alone.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/evaluate/compiled.h"
#include "engine/graph/graph.h"
#include "engine/graph/resource_shapes.h"

namespace arnscope {

// Parts of a resource as bits: kItself, and bit i + 1 for contents[i] of its shape.
using Parts = uint64_t;
constexpr Parts kItself = 1;
constexpr Parts contents_part(size_t i) { return Parts{2} << i; }

// The account of entities of which it is not known, or whose account the snapshot does not describe: what
// their side says is open, so that policies of every account reach them.
constexpr AccountId kOpenAccount = 0xFFFFFFFF;

// The entities of one shape. A position is one in `entities`.
struct ReachGroup {
  ResourceShape shape;
  std::vector<EntityId> entities;   // sorted by the last field, then by id
  std::vector<ArnFields> fields;    // of each
  std::vector<AccountId> accounts;  // of each
  size_t colons = 0;                // the most that a last field has
  bool flat = false;                // names stand alone in the last field: "bucket", and not "role/name"
  std::vector<uint32_t> positions;  // all of them, and behind them by account, each ascending
  struct Run {
    AccountId account;
    Range range;  // into positions
  };
  std::vector<Run> runs;  // by account

  std::span<const uint32_t> all() const { return std::span(positions).first(entities.size()); }
  std::span<const uint32_t> of(AccountId account) const;
};

// Which parts of an entity a statement reaches. `maybe`: only a policy variable's value tells; no part is in
// both.
struct Reached {
  EntityId entity = 0;
  Parts surely = 0;
  Parts maybe = 0;
};

struct GraphBuilder;

// All entities that have an ARN of a type that the catalog knows, in groups. Accounts are not among them.
// Linear, but for sorting.
std::vector<ReachGroup> group_by_shape(GraphBuilder& builder);

// Whether the statement speaks of actions that take no resource: its resources hold `*`.
bool reaches_no_resource(const CompiledStatement& statement);

// A statement's resources, made ready.
class StatementReach {
 public:
  // REQUIRES: the statement outlives this.
  explicit StatementReach(const CompiledStatement& statement);
  StatementReach(const StatementReach&) = delete;  // patterns view their own texts
  StatementReach& operator=(const StatementReach&) = delete;

  // Whether it can reach anything of a service, as ARNs name it.
  bool may_reach(std::string_view service) const;
  // Gives the entities at the positions, which ascend, of which any part of `parts` is reached, in order.
  void find(const ReachGroup& group, std::span<const uint32_t> positions, Parts parts,
            std::vector<Reached>& found);
  // Adds the positions of the group that a pattern names as ones of other accounts than `homes`, in any
  // order: it has their account, their name, or some of it: see GrantIndex. The statement may reach fewer.
  void name_elsewhere(const ReachGroup& group, std::span<const AccountId> homes,
                      const std::function<AccountId(std::string_view)>& account_of,
                      std::vector<uint32_t>& positions) const;

 private:
  struct Pattern {
    ArnFields fields;                // the last one is `resource`
    std::string resource;            // policy variables replaced by `*`
    std::string literal;             // with which every match of the last field begins
    std::string_view crossing = {};  // the whole text, where a `*` of it can match beyond a colon
    bool lacks_a_field = false;      // see match.h: what is inside a resource counts as well
    bool usable = false;
    bool variable = false;
  };

  static bool may_cross(const Pattern& pattern, const ReachGroup& group);
  template <class Visit>
  void visit_candidates(const Pattern& pattern, const ReachGroup& group, std::span<const uint32_t> positions,
                        Visit visit) const;
  Parts listed(const Pattern& pattern, const ReachGroup& group, size_t at, Parts parts) const;
  Parts covered(const Pattern& pattern, const ReachGroup& group, size_t at, Parts parts) const;
  void find_listed(const ReachGroup& group, std::span<const uint32_t> positions, Parts parts,
                   std::vector<Reached>& found);
  void find_all_but(const ReachGroup& group, std::span<const uint32_t> positions, Parts parts,
                    std::vector<Reached>& found);

  Polarity polarity_ = Polarity::kListed;
  bool all_ = false;  // one of them is `*`
  std::vector<Pattern> patterns_;
  std::vector<Reached> by_position_;  // scratch: `entity` being the place among the positions
};

}  // namespace arnscope
