#include "engine/graph/effective.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "engine/graph/assumptions.h"
#include "engine/graph/effective_answers.h"
#include "engine/graph/effective_principals.h"
#include "engine/graph/effective_targets.h"

namespace arnscope {
namespace {

using Asked = CallerAnswers::Asked;

template <class Value>
void append(std::string& key, Value value) {
  key.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// That a policy of the caller's names an entity of the group at hand, and how.
struct Mark {
  uint32_t at = 0;
  uint32_t policy = 0;  // position among the caller's
  uint32_t statement = 0;
  Parts parts = 0;
  bool alone = false;
  bool allows = false;  // by an Allow of an identity policy
};

class EffectiveDrawer {
 public:
  explicit EffectiveDrawer(GraphBuilder& builder)
      : builder_(builder), targets_(builder), granted_(builder), tables_(builder.graph) {}

  void draw();

 private:
  // What the entities have that no decision of the caller can tell apart.
  struct Shared {
    std::vector<GrantedAction> granted;
    std::vector<uint32_t> details;
    bool shareable = true;
  };

  void draw(EntityId from);
  void read_policies();
  void draw_services();
  void draw_group(size_t group, std::vector<uint32_t>& named);
  bool mark(size_t group);
  void draw_one(uint32_t at, std::span<const Mark> marks, Asked asked);
  void draw_alone(uint32_t at, Asked asked);
  const Shared& shared(uint32_t at, std::span<const Mark> marks);
  std::vector<GrantedAction> ask(uint32_t at, Asked asked, bool by_trust, bool& shareable);
  void add(EntityId to, const std::vector<uint32_t>& details);

  GraphBuilder& builder_;
  EffectiveTargets targets_;
  GrantedPrincipals granted_;
  EffectiveTables tables_;
  std::vector<Relationship> drawn_;
  // Of the caller at hand.
  EntityId from_ = 0;
  std::optional<Caller> caller_;
  std::optional<CallerAnswers> answers_;
  std::vector<std::pair<const CompiledPolicy*, bool>> policies_;  // and whether it is of the identity
  bool by_tags_ = false;
  // Of the caller and the group at hand.
  size_t group_ = 0;
  std::vector<Mark> marks_;
  std::unordered_map<std::string, Shared> shared_;
  std::unordered_map<uint32_t, const Shared*> unmarked_;  // by kind
};

void EffectiveDrawer::add(EntityId to, const std::vector<uint32_t>& details) {
  for (uint32_t detail : details) drawn_.push_back({from_, to, detail});
}

void EffectiveDrawer::read_policies() {
  policies_.clear();
  by_tags_ = false;
  for (Layer layer : {Layer::kScp, Layer::kIdentity, Layer::kBoundary})
    for (const auto& level : caller_->policies[layer].levels)
      for (const auto& policy : level) {
        policies_.emplace_back(policy.get(), layer == Layer::kIdentity);
        by_tags_ = by_tags_ || targets_.asks_for_tags(*policy);
      }
}

void EffectiveDrawer::draw_services() {
  const auto account = builder_.account_of(caller_->principal.account);
  if (!account) return;
  for (catalog::ServiceId service = 0; service < catalog::service_count(); ++service) {
    const EntityId to = builder_.service(*account, service);
    if (to == kNoId) continue;
    std::vector<GrantedAction> granted;
    answers_->ask_without_resource(service, granted);
    add(to, tables_.details(std::move(granted)));
  }
}

std::vector<GrantedAction> EffectiveDrawer::ask(uint32_t at, Asked asked, bool by_trust, bool& shareable) {
  std::vector<GrantedAction> granted;
  const TargetGroup& group = targets_.groups()[group_];
  const std::string_view arn = builder_.graph.entities[group.reach->entities[at]].arn;
  for (size_t part = 0; part < group.parts.size(); ++part)
    if (group.parts[part].by_trust == by_trust)
      shareable = answers_->ask(group_, at, part, arn, asked, granted) && shareable;
  return granted;
}

// What trust policies decide is each role's own, whatever else it shares.
void EffectiveDrawer::draw_alone(uint32_t at, Asked asked) {
  bool shareable = true;
  std::vector<GrantedAction> granted = ask(at, asked, false, shareable);
  const std::vector<GrantedAction> by_trust = ask(at, asked, true, shareable);
  granted.insert(granted.end(), by_trust.begin(), by_trust.end());
  add(targets_.groups()[group_].reach->entities[at], tables_.details(std::move(granted)));
}

const EffectiveDrawer::Shared& EffectiveDrawer::shared(uint32_t at, std::span<const Mark> marks) {
  const TargetGroup& group = targets_.groups()[group_];
  const uint32_t kind = (by_tags_ ? group.tagged_kinds : group.kinds)[at];
  if (marks.empty())
    if (const auto known = unmarked_.find(kind); known != unmarked_.end()) return *known->second;
  std::string key;
  append(key, kind);
  for (const Mark& mark : marks) {
    append(key, mark.policy);
    append(key, mark.statement);
    append(key, mark.parts);
  }
  auto [found, is_new] = shared_.try_emplace(std::move(key));
  Shared& shared = found->second;
  if (is_new) {
    shared.granted = ask(at, Asked::kAllowed, false, shared.shareable);
    shared.details = tables_.details(shared.granted);
  }
  if (marks.empty()) unmarked_.emplace(kind, &shared);
  return shared;
}

void EffectiveDrawer::draw_one(uint32_t at, std::span<const Mark> marks, Asked asked) {
  const TargetGroup& group = targets_.groups()[group_];
  const bool alone = (by_tags_ ? group.tagged_kinds : group.kinds)[at] == kNoId ||
                     std::any_of(marks.begin(), marks.end(), [](const Mark& mark) { return mark.alone; });
  if (alone) return draw_alone(at, asked);
  const Shared& known = shared(at, marks);
  if (!known.shareable) return draw_alone(at, asked);
  bool shareable = true;
  std::vector<GrantedAction> by_trust = ask(at, asked, true, shareable);
  const EntityId to = group.reach->entities[at];
  if (by_trust.empty()) return add(to, known.details);
  by_trust.insert(by_trust.end(), known.granted.begin(), known.granted.end());
  add(to, tables_.details(std::move(by_trust)));
}

// Collects the marks of the group, by position. Returns whether an Allow may speak of entities without one.
bool EffectiveDrawer::mark(size_t group) {
  marks_.clear();
  bool wide = !caller_->policies[Layer::kIdentity].missing.empty();
  const Request request(caller_->principal, caller_->context);
  for (uint32_t i = 0; i < policies_.size(); ++i) {
    const auto [policy, identity] = policies_[i];
    const Touches& touches = targets_.touches(*policy, group, request);
    wide = wide || (identity && touches.wide);
    for (const Touch& touch : touches.touches)
      marks_.push_back({touch.at, i, touch.statement, touch.parts, touch.alone,
                        identity && policy->statements[touch.statement].effect == Effect::kAllow});
  }
  std::stable_sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) { return a.at < b.at; });
  return wide;
}

// `named`: positions of entities whose policies name the caller, ascending.
void EffectiveDrawer::draw_group(size_t index, std::vector<uint32_t>& named) {
  group_ = index;
  shared_.clear();
  unmarked_.clear();
  marks_.clear();
  const TargetGroup& group = targets_.groups()[index];
  const bool asks = std::any_of(group.parts.begin(), group.parts.end(), [&](const TargetPart& part) {
    return answers_->may_allow_any(part.actions);
  });
  if (!asks && named.empty()) return;
  const bool wide = asks && mark(index);
  auto next_named = named.begin();
  auto mark = marks_.begin();
  const auto size = static_cast<uint32_t>(group.reach->entities.size());
  uint32_t at = 0;
  while (true) {
    if (!wide) {  // the next that is named by either side
      at = std::min(next_named == named.end() ? size : *next_named, mark == marks_.end() ? size : mark->at);
    }
    if (at >= size) return;
    const auto first = mark;
    bool allows = wide;
    for (; mark != marks_.end() && mark->at == at; ++mark) allows = allows || mark->allows;
    const bool is_named = next_named != named.end() && *next_named == at;
    if (is_named) ++next_named;
    if (allows || is_named) draw_one(at, std::span(first, mark), is_named ? Asked::kAll : Asked::kAllowed);
    ++at;
  }
}

void EffectiveDrawer::draw(EntityId from) {
  const Entity& entity = builder_.graph.entities[from];
  const bool everyone = entity.kind == EntityKind::kEveryone;
  from_ = from;
  caller_ = everyone ? std::optional(builder_.access.caller(*parse_principal("*")))
                     : caller_of(builder_.access, entity);
  if (!caller_) return;
  targets_.next_caller();
  answers_.emplace(builder_.access, targets_, tables_, *caller_);
  read_policies();
  std::vector<std::vector<uint32_t>> named(targets_.groups().size());
  for (EntityId each : granted_.granted_to(caller_->principal)) {
    const EffectiveTargets::Place place = targets_.place(each);
    named[place.group].push_back(place.at);
  }
  for (auto& positions : named) std::sort(positions.begin(), positions.end());
  const size_t begin = drawn_.size();
  if (caller_->principal.has_identity()) draw_services();
  for (size_t group = 0; group < named.size(); ++group) draw_group(group, named[group]);
  std::sort(drawn_.begin() + static_cast<std::ptrdiff_t>(begin), drawn_.end(),
            [](const Relationship& a, const Relationship& b) {
              return a.to != b.to ? a.to < b.to : a.detail < b.detail;
            });
}

void EffectiveDrawer::draw() {
  for (EntityId id = 0; id < builder_.graph.entities.size(); ++id) {
    const Entity& entity = builder_.graph.entities[id];
    const bool described = entity.index != kNoId;
    const bool draws = entity.kind == EntityKind::kServicePrincipal || entity.kind == EntityKind::kEveryone ||
                       ((entity.kind == EntityKind::kUser || entity.kind == EntityKind::kRole) && described);
    if (draws) draw(id);
  }
  std::vector<Relationship>& all = builder_.graph.relationships[static_cast<size_t>(RelationClass::kAllows)];
  const auto middle = static_cast<std::ptrdiff_t>(all.size());
  all.insert(all.end(), drawn_.begin(), drawn_.end());
  const auto by_from = [](const Relationship& a, const Relationship& b) { return a.from < b.from; };
  if (std::is_sorted(all.begin(), all.begin() + middle, by_from))
    std::inplace_merge(all.begin(), all.begin() + middle, all.end(), by_from);
}

}  // namespace

void add_effective_grants(GraphBuilder& builder) {
  if (builder.effective) EffectiveDrawer(builder).draw();
}

}  // namespace arnscope
