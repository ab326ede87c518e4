// Questions on patterns of resources: each pattern that an Allow statement names and the question covers is
// asked by itself, so that the answer is a list of patterns and not a maybe.
#include "engine/evaluate/grants.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/evaluate/condition.h"
#include "engine/evaluate/simplify.h"

namespace arnscope {
namespace {

// A part of what was asked: the pattern that the decision is made on, and the one that is shown. They differ
// where no pattern says what the question and a statement have in common: the whole question is decided, and
// the statement's pattern shown.
struct Part {
  std::string asked;
  std::string shown;

  auto operator<=>(const Part&) const = default;
};

void add_common(std::vector<Part>& parts, std::string_view asked, std::string_view pattern) {
  if (!arn_intersects(asked, pattern)) return;
  auto common = arn_intersection(asked, pattern);
  if (common) {
    parts.push_back({*common, *common});
  } else {
    parts.push_back({std::string(asked), std::string(pattern)});
  }
}

// A pattern with fewer than six fields as it is meant: without its wildcards it would pass for one ARN.
std::string completed(std::string_view written) {
  std::string text(written);
  if (is_match_all(written)) return text;
  for (auto colons = std::count(text.begin(), text.end(), ':'); colons < 5; ++colons) text += ":*";
  return text;
}

// The stand-ins of literal wildcards as a policy writes them.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == kLiteralStar || c == kLiteralQuestion) {
      out += c == kLiteralStar ? "${*}" : "${?}";
    } else {
      out += c;
    }
  }
  return out;
}

void add_variable(std::vector<Part>& parts, std::string_view asked, const ResourcePattern& pattern,
                  const Request& request) {
  const Substituted last = substitute(pattern.parts, request);
  if (last.state == Substituted::State::kAbsent) return;
  const std::string_view written = pattern.written;
  const std::string text =
      std::string(written.substr(0, written.size() - pattern.fields.field.back().size())) + last.text;
  if (!last.stand_ins) return add_common(parts, asked, text);
  if (arn_intersects(asked, text)) parts.push_back({std::string(asked), escaped(text)});
}

void add_statement(std::vector<Part>& parts, std::string_view asked, const CompiledStatement& statement,
                   const Request& request) {
  const Part whole{std::string(asked), std::string(asked)};
  if (!statement.has_resource || statement.resource_polarity == Polarity::kAllBut) {
    parts.push_back(whole);
    return;
  }
  for (const ResourcePattern& pattern : statement.resources) {
    if (pattern.form == ResourcePattern::Form::kNever) continue;
    if (pattern.form == ResourcePattern::Form::kVariable) {
      add_variable(parts, asked, pattern, request);
    } else if (lacks_a_field(pattern)) {
      if (glob_intersects(pattern.written, asked))
        parts.push_back(
            glob_contains(pattern.written, asked) ? whole : Part{whole.asked, std::string(pattern.written)});
    } else {
      add_common(parts, asked, completed(pattern.written));
    }
  }
}

// As many parts are asked about one by one; a question with more is asked as a whole.
constexpr size_t kMaxParts = 1000;

std::vector<Part> candidate_parts(const Request& request, std::string_view asked, const Policies& policies) {
  std::vector<Part> parts;
  const Part whole{std::string(asked), std::string(asked)};
  if (request.principal().type == PrincipalType::kRoot) parts.push_back(whole);
  for (Layer layer : {Layer::kIdentity, Layer::kResource}) {
    const bool unknown = policies[layer].state == LayerState::kUnknown && !request.principal().has_identity();
    if (unknown || !policies[layer].missing.empty()) parts.push_back(whole);
    for (const auto& level : policies[layer].levels)
      for (const auto& policy : level)
        for_each_on_action(*policy, request, [&](const CompiledStatement& statement) {
          if (statement.effect == Effect::kAllow) add_statement(parts, asked, statement, request);
        });
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  if (parts.size() > kMaxParts) parts = {whole};
  return parts;
}

// The patterns of a clause that has to hold and that names resources; null where there is none.
const std::vector<std::string>* needed_resources(const Expression& condition) {
  if (condition.kind() == Expression::Kind::kClause)
    return condition.clause().key == kResourceKey ? &condition.clause().values : nullptr;
  if (condition.kind() != Expression::Kind::kAnd) return nullptr;
  for (const Expression& child : condition.children())
    if (child.kind() == Expression::Kind::kClause && child.clause().key == kResourceKey)
      return &child.clause().values;
  return nullptr;
}

// The parts of a part to which its condition narrows it: what it has in common with each pattern of a clause
// that must hold. Nothing where no clause does, or where patterns cannot say it.
std::optional<std::vector<std::string>> narrowed(std::string_view part, const Expression& condition) {
  const std::vector<std::string>* needed = needed_resources(condition);
  if (needed == nullptr) return std::nullopt;
  std::vector<std::string> parts;
  for (const std::string& pattern : *needed) {
    if (pattern.find("${") != std::string::npos) return std::nullopt;
    if (!arn_intersects(part, pattern)) {
      if (glob_intersects(part, pattern)) return std::nullopt;
      continue;
    }
    auto common = arn_intersection(part, completed(pattern));
    if (!common || *common == part) return std::nullopt;
    parts.push_back(*std::move(common));
  }
  return parts;
}

// Drops what another grant without a condition contains; of two that say the same, the later.
void drop_contained(std::vector<ResourceGrant>& grants) {
  std::vector<ResourceGrant> kept;
  for (size_t i = 0; i < grants.size(); ++i) {
    bool contained = false;
    for (size_t j = 0; j < grants.size() && !contained; ++j) {
      if (i == j || grants[j].decision.verdict != Verdict::kAllowed) continue;
      const bool same = grants[i].decision.verdict == Verdict::kAllowed && i < j &&
                        arn_contains(grants[i].pattern, grants[j].pattern);
      contained = !same && arn_contains(grants[j].pattern, grants[i].pattern);
    }
    if (!contained) kept.push_back(grants[i]);
  }
  grants = std::move(kept);
}

// How many clauses of the expression ask for resources, rather than except some.
size_t resource_demands(const Expression& expression, bool negated = false) {
  if (expression.kind() == Expression::Kind::kClause) return negated ? 0 : 1;
  const bool flips = expression.kind() == Expression::Kind::kNot;
  size_t count = 0;
  for (const Expression& child : expression.children()) count += resource_demands(child, negated != flips);
  return count;
}

// A grant that only excepts parts of what was asked is a grant; so is one that asks for one pattern, which
// the question meets. Whether several patterns meet the question together is not known.
Verdict verdict_of(const ResourceGrant& grant) {
  if (grant.decision.verdict == Verdict::kConditional && only_on_resource(grant.decision.condition) &&
      resource_demands(grant.decision.condition) <= 1)
    return Verdict::kAllowed;
  return grant.decision.verdict;
}

// Whether the expression says nothing of the resource.
bool never_on_resource(const Expression& expression) {
  if (expression.kind() == Expression::Kind::kClause) return expression.clause().key != kResourceKey;
  return std::all_of(expression.children().begin(), expression.children().end(), never_on_resource);
}

}  // namespace

int rank(Verdict verdict) {
  constexpr std::array kRising = {Verdict::kExplicitDeny, Verdict::kImplicitDeny, Verdict::kConditional,
                                  Verdict::kAllowed};
  return static_cast<int>(std::find(kRising.begin(), kRising.end(), verdict) - kRising.begin());
}

bool only_on_resource(const Expression& expression) {
  if (expression.kind() == Expression::Kind::kClause) return expression.clause().key == kResourceKey;
  return std::all_of(expression.children().begin(), expression.children().end(), only_on_resource);
}

namespace {

// The expression with `value` in place of what it says of the resource, and the opposite under a not.
Expression with_resource_as(const Expression& expression, bool value) {
  using Kind = Expression::Kind;
  switch (expression.kind()) {
    case Kind::kClause:
      return expression.clause().key == kResourceKey ? Expression(value) : expression;
    case Kind::kNot:
      return !with_resource_as(expression.children().front(), !value);
    case Kind::kAnd:
    case Kind::kOr: {
      Expression result(expression.kind() == Kind::kAnd);
      for (const Expression& child : expression.children()) {
        Expression rest = with_resource_as(child, value);
        result = expression.kind() == Kind::kAnd ? std::move(result) && std::move(rest)
                                                 : std::move(result) || std::move(rest);
      }
      return result;
    }
    default:
      return expression;
  }
}

}  // namespace

Expression without_resource(const Expression& condition, PatternPart part) {
  return settle(with_resource_as(condition, part == PatternPart::kBest));
}

namespace {

// The grants, and the layers that block what is not granted.
std::vector<ResourceGrant> find_grants(Request request, std::string_view pattern, const Policies& policies,
                                       std::set<Layer>& blocking) {
  std::vector<ResourceGrant> grants;
  request.set_resource(pattern, ResourceMeaning::kSome);
  if (request.meaning() == ResourceMeaning::kOne) {  // the action takes no resource
    Decision decision = explain(request, policies);
    if (decision.verdict == Verdict::kAllowed || decision.verdict == Verdict::kConditional)
      grants.push_back({"*", std::move(decision)});
    return grants;
  }
  // A part that other layers narrow gives way to its own parts. Each is narrower than the one before, and all
  // are made of the policies' patterns; where they still grow too many, they stay as they are.
  std::vector<Part> parts = candidate_parts(request, pattern, policies);
  if (parts.empty())
    blocking.insert(request.principal().has_identity() ? Layer::kIdentity : Layer::kResource);
  std::set<Part> seen(parts.begin(), parts.end());
  for (size_t i = 0; i < parts.size(); ++i) {
    const Part part = parts[i];
    request.set_resource(part.asked,
                         has_wildcard(part.asked) ? ResourceMeaning::kSome : ResourceMeaning::kOne);
    Decision decision = explain(request, policies);
    blocking.insert(decision.blocked_by.begin(), decision.blocked_by.end());
    if (decision.verdict != Verdict::kAllowed && decision.verdict != Verdict::kConditional) continue;
    if (auto narrower = narrowed(part.asked, decision.condition); narrower && parts.size() < 2 * kMaxParts) {
      for (const std::string& each : *narrower)
        if (seen.insert({each, each}).second) parts.push_back({each, each});
      continue;
    }
    grants.push_back({part.shown, std::move(decision)});
  }
  std::sort(grants.begin(), grants.end(), [](const auto& a, const auto& b) { return a.pattern < b.pattern; });
  drop_contained(grants);
  return grants;
}

}  // namespace

std::vector<ResourceGrant> grants_within(Request request, std::string_view pattern,
                                         const Policies& policies) {
  std::set<Layer> blocking;
  return find_grants(std::move(request), pattern, policies, blocking);
}

std::string_view extent_name(Extent extent) {
  constexpr std::array<std::string_view, 3> kNames = {"none", "some", "all"};
  return kNames[static_cast<size_t>(extent)];
}

const ResourceGrant* best_grant(const ResourceDecision& answer) {
  const ResourceGrant* best = nullptr;
  for (const ResourceGrant& grant : answer.grants)
    if (best == nullptr || rank(verdict_of(grant)) > rank(verdict_of(*best))) best = &grant;
  return best;
}

const Decision& shown_decision(const ResourceDecision& answer) {
  const ResourceGrant* best = best_grant(answer);
  return best == nullptr ? answer.decision : best->decision;
}

ResourceDecision explain_resources(const Request& request, const Policies& policies) {
  ResourceDecision result;
  Decision whole = explain(request, policies);
  result.verdict = whole.verdict;
  if (request.meaning() == ResourceMeaning::kOne) {
    result.decision = std::move(whole);
    return result;
  }
  std::set<Layer> blocking;
  result.grants = find_grants(request, request.resource(), policies, blocking);
  result.extent = result.grants.empty() ? Extent::kNone : Extent::kSome;
  if (result.grants.empty()) {
    result.decision = std::move(whole);
    // What may be granted on some part of the pattern is granted on none that a policy names.
    if (result.verdict == Verdict::kConditional) {
      result.verdict = result.decision.verdict = Verdict::kImplicitDeny;
      result.decision.blocked_by.assign(blocking.begin(), blocking.end());
      result.decision.condition = Expression(false);
    }
    return result;
  }
  const bool on_all = whole.verdict == Verdict::kAllowed ||
                      (whole.verdict == Verdict::kConditional && never_on_resource(whole.condition));
  if (on_all) result.extent = Extent::kAll;
  result.verdict = Verdict::kImplicitDeny;
  for (const ResourceGrant& grant : result.grants)
    if (rank(verdict_of(grant)) > rank(result.verdict)) result.verdict = verdict_of(grant);
  return result;
}

}  // namespace arnscope
