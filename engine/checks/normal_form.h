// What policies say, taken apart into atoms: one effect, one principal, one action, one resource, under one
// condition. Two sets of policies that are attached to the same identity decide alike where each atom of the
// one lies in one statement of the other, and the reverse: this is how a policy that was split, merged or
// mended is proven, and how it is told what another policy grants already. Sound and not complete: a no may
// mean that it could not be told. Source: IAM User Guide, "Policy evaluation logic": the statements of all
// policies of an identity are united.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/evaluate/compiled.h"
#include "engine/evaluate/expression.h"

namespace arnscope {

// What a wildcard among the actions means: whatever AWS will ever add that matches it, or the actions of the
// catalog's date.
enum class Wildcards : uint8_t { kForever, kToday };

// A part of a statement. REQUIRES: the statement outlives it.
struct Atom {
  const CompiledPolicy* policy = nullptr;
  const CompiledStatement* statement = nullptr;
  std::string principal;  // as written; "" where the statement has none
  std::string action;     // as written; the whole list of a NotAction, likewise below
  std::string resource;
};

// The statements of several policies, ready to be asked what they contain. One thread while policies are
// added; any number of threads afterwards.
class NormalForm {
 public:
  explicit NormalForm(Wildcards wildcards = Wildcards::kForever);
  ~NormalForm();
  NormalForm(NormalForm&&) noexcept;
  NormalForm& operator=(NormalForm&&) noexcept;

  void add(std::shared_ptr<const CompiledPolicy> policy);

  // The atoms of a policy's statement that lie in no statement here, in written order, at most `limit`.
  // O(actions * wildcards here + resources here and there).
  std::vector<Atom> outside(const CompiledPolicy& policy, const CompiledStatement& statement,
                            size_t limit = SIZE_MAX) const;

  // For each action of the statement, by position, the statements here that each contain it with all the
  // principals and resources, in the order added; a statement that was added contains itself. Of NotAction
  // one list, of what contains it whole. The same cost.
  std::vector<std::vector<StatementReference>> containers(const CompiledPolicy& policy,
                                                          const CompiledStatement& statement) const;

 private:
  class Index;
  class Search;
  bool lies_inside_by_values(const CompiledPolicy& policy, const CompiledStatement& statement) const;

  std::unique_ptr<Index> index_;
};

using CompiledPolicies = std::vector<std::shared_ptr<const CompiledPolicy>>;

// The atoms of `inner` that lie in no statement of `outer`, at most `limit`.
std::vector<Atom> atoms_outside(const CompiledPolicies& inner, const CompiledPolicies& outer,
                                Wildcards wildcards, size_t limit = 8);

// One statement as a policy of its own.
std::shared_ptr<const CompiledPolicy> compile_alone(const Statement& statement, Version version);

// Whether whatever matches `inner` matches `outer`, both of one kind of policy. O(|outer| * |inner|).
bool resource_contains(const ResourcePattern& outer, const ResourcePattern& inner);

// What a clause of a condition is when two are compared by their texts: letters of operator and key folded,
// values sorted. Equal texts mean the same under the same version of the policy language.
std::string canonical_text(const ConditionClause& clause);

}  // namespace arnscope
