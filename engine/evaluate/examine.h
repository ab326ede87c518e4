// A decision taken apart, for people who ask why: what each layer says and by which statements, which
// statements nearly spoke of the request and what keeps them from it, and, where it was denied, what would
// allow it. Everything that is proposed was tried on the evaluator itself: a nearest change makes its
// statement match, grants allow. Any thread; a thousand times the cost of a decision and no matter.
// Source: IAM User Guide, "Policy evaluation logic" and "Troubleshoot access denied error messages".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/authorize.h"

namespace arnscope {

enum class Element : uint8_t { kPrincipal, kAction, kResource, kCondition };

// "Principal", "NotAction", ...
std::string_view element_name(Element element, Polarity polarity);

// What would make one element match.
struct Change {
  enum class Kind : uint8_t {
    kAdd,     // `values` come to the element's list
    kRemove,  // `values` leave the list of a NotAction or NotResource
    kHold,    // the request holds `values` for `key`; none: it is absent
  };
  Kind kind = Kind::kAdd;
  Element element = Element::kAction;
  Polarity polarity = Polarity::kListed;
  PrincipalKind principal = PrincipalKind::kAws;  // of kPrincipal: of the value
  std::string key;
  std::vector<std::string> values;
  std::string text;  // "with aws:MultiFactorAuthPresent = true"
};

// An element that keeps a statement from the request, or may.
struct Mismatch {
  Element element = Element::kAction;
  Polarity polarity = Polarity::kListed;
  Answer holds = Answer::kNo;               // kUnknown: it hangs on what is not known
  const ConditionClause* clause = nullptr;  // of kCondition
  KeyState key_state = KeyState::kAbsent;   // of kCondition: what the request holds for its key
  std::vector<std::string> held;
  std::string reason;            // "k is a; the statement wants StringEquals b"
  std::optional<Change> change;  // where every mismatch has one, all of them together make it match
};

struct ExaminedStatement {
  StatementReference reference;
  Naming naming = kNamesItself;  // how it names the caller, in the layers where statements name principals
  Answer matches = Answer::kNo;  // kNo: nearly
  std::vector<Mismatch> mismatches;
};

struct ExaminedLevel {
  Answer deny = Answer::kNo;
  Answer allow = Answer::kNo;
  // Those that match, those that may, and the nearest of the others: all but one of their elements match, or
  // where there is none such, most. A Deny on other actions or resources is not near, nor is an Allow where
  // others allow or may.
  std::vector<ExaminedStatement> statements;
  size_t left_out = 0;  // of the others
};

struct ExaminedLayer {
  Layer layer = Layer::kScp;
  LayerState state = LayerState::kNone;
  bool applies = true;       // to this caller and this action
  std::string_view because;  // why not, or what lets it allow without a statement; often empty
  Answer deny = Answer::kNo;
  Answer allow = Answer::kNo;
  std::vector<std::string> missing;   // policies that belong to it and are not known
  std::vector<ExaminedLevel> levels;  // of SCPs and RCPs one a level of the organization, else at most one
};

// An Allow statement that is not there, and where it would stand.
struct MissingGrant {
  Layer layer = Layer::kIdentity;
  uint32_t level = 0;
  std::string statement;  // JSON
};

// The decision on other policies: with these statements, and without those that deny.
struct Trial {
  std::vector<MissingGrant> grants;
  Verdict verdict = Verdict::kImplicitDeny;
  Expression condition;  // of kConditional: what remains to hold
  Policies tried_on;     // what the condition points into
};

struct Examination {
  Decision decision;
  bool by_rule = false;                     // one of AWS's own rules decided: no policy changes it
  std::vector<ExaminedLayer> layers;        // all, in report order
  std::vector<StatementReference> denials;  // of an explicit deny: the statements that stand in the way
  Trial without_denials;                    // of an explicit deny
  // Of a denial: where one grant is enough, each such, alone; else at most one entry, of several grants that
  // are all needed. Those that leave a condition are there only where none allows outright. Of an explicit
  // deny: where it is a denial without its statements too.
  std::vector<Trial> sufficient;
};

// REQUIRES: the policies outlive what is returned.
Examination examine(const Request& request, const Policies& policies);

// How far nearest_allow() looks: at statements that speak of the action, or, where there is none, at those
// that speak of its service too.
enum class Reach : uint8_t { kAction, kService };

// Of the Allow statements of one layer that do not match, or match in part, the nearest, without changes.
// Nothing where there is none. Far cheaper than examine(): microseconds for a statement that speaks of the
// action, and as many for each action that one of the service lists.
std::optional<ExaminedStatement> nearest_allow(const Request& request, const Policies& policies, Layer layer,
                                               Reach reach = Reach::kService);

}  // namespace arnscope
