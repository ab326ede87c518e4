// What policies say, taken apart into atoms: one effect, one principal, one action, one resource, under one
// condition. Two sets of policies that are attached to the same identity decide alike where each atom of the
// one lies in one statement of the other, and the reverse: this is how a policy that was split, merged or
// mended is proven, and how it is told what another policy grants already. Sound and not complete: a no may
// mean that it could not be told. Source: IAM User Guide, "Policy evaluation logic": statements are united.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/evaluate/compiled.h"
#include "engine/evaluate/expression.h"

namespace arnscope {

// What a wildcard among the actions means: whatever AWS will ever add that matches it, or the actions of the
// catalog's date.
enum class Wildcards : uint8_t { kForever, kToday };

// An atom that lies in no statement of the other side.
struct Atom {
  uint32_t policy = 0;                   // position among those added
  const Statement* statement = nullptr;  // as written
  std::string action;                    // as written; of NotAction "NotAction [...]"
  std::string resource;                  // likewise; "" where the statement has none
};

// The statements of several policies, ready to be asked what they contain. Built once, never changes
// afterwards. REQUIRES: as CompiledPolicy.
class NormalForm {
 public:
  explicit NormalForm(Wildcards wildcards = Wildcards::kForever);
  ~NormalForm();
  NormalForm(NormalForm&&) noexcept;
  NormalForm& operator=(NormalForm&&) noexcept;

  void add(std::shared_ptr<const CompiledPolicy> policy);

  // The atoms of a statement that lie in none of ours, one a pair of action and resource, at most `limit` of
  // them. `version` is that of the statement's policy. O(actions * (wildcards here) + resources here and
  // there).
  std::vector<Atom> outside(const CompiledPolicy& policy, const CompiledStatement& statement,
                            size_t limit = SIZE_MAX) const;

  // Whether one action of a statement, with all its resources, lies in ours, each resource in one statement.
  // `container`, where it is given, becomes one of these: a reference without layer and level.
  bool contains(const CompiledPolicy& policy, const CompiledStatement& statement, size_t action,
                StatementReference* container = nullptr) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

// The atoms of `inner` that lie in no statement of `outer`, at most `limit`.
std::vector<Atom> atoms_outside(const std::vector<std::shared_ptr<const CompiledPolicy>>& inner,
                                const std::vector<std::shared_ptr<const CompiledPolicy>>& outer,
                                Wildcards wildcards, size_t limit = 8);

}  // namespace arnscope
