#include "engine/snapshot/describe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "engine/base/text.h"
#include "engine/document/embedded.h"
#include "engine/document/json_reader.h"
#include "engine/model/value_path.h"
#include "engine/snapshot/policy_choice.h"

namespace arnscope {
namespace {

// Longer texts are templates and scripts, no properties.
constexpr size_t kMaxPropertyBytes = 4096;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "InstanceId" as "instanceId", "DBInstanceArn" as "dbInstanceArn", "kms-key" as "kmsKey".
std::string camel_case(std::string_view name) {
  size_t run = 0;  // the capitals that it begins with, but for one that begins a word
  while (run < name.size() && is_upper(name[run])) ++run;
  if (run > 1 && run < name.size() && is_lower(name[run])) --run;
  std::string result;
  bool begins_word = false;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
      begins_word = !result.empty();
      continue;
    }
    const bool capital = begins_word && is_lower(c);
    result += i < run ? fold(c) : capital ? static_cast<char>(c - 'a' + 'A') : c;
    begins_word = false;
  }
  return result;
}

bool holds_json(std::string_view text) {
  return !text.empty() &&
         ((text.front() == '{' && text.back() == '}') || (text.front() == '[' && text.back() == ']'));
}

// Visits the value, or what a string of JSON holds; nothing where that is broken.
template <class Visit>
void open_json(Value value, Visit visit) {
  if (!value.is_string() || !holds_json(value.text())) return visit(value);
  if (auto inner = read_json(embedded_source(value))) visit((*inner)->root());
}

// "{Endpoints.*}": each of its texts is an address.
bool is_one_path(std::string_view address) {
  return address.starts_with('{') && address.find('}') == address.size() - 1;
}

bool is_tag_list(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"Tags", "TagList", "TagSet", "TagsList"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view each) { return equal_folded(each, name); });
}

// A list of pairs, under whatever name services give their halves; such a list as CloudFront's Items; or an
// object.
void find_tags(Value value, std::vector<FoundTag>& tags) {
  const auto add_pair = [&](Value pair) {
    std::string key = first_text({pair}, "Key|TagKey");
    if (!key.empty()) tags.push_back({std::move(key), first_text({pair}, "Value|TagValue")});
  };
  for (Value pair : value.elements()) add_pair(pair);
  for (auto [key, member] : value.members()) {
    for (Value pair : member.elements()) add_pair(pair);
    if (member.is_string()) tags.push_back({std::string(key.text()), std::string(member.text())});
  }
}

void find_properties(Value description, std::vector<FoundProperty>& properties, std::vector<FoundTag>& tags) {
  for (auto [key, value] : description.members()) {
    if (value.is_object() || value.is_array()) {
      if (is_tag_list(key.text())) find_tags(value, tags);
      continue;
    }
    const std::string_view text = value.text();
    if (value.kind() == Kind::kNull || text.empty() || text.size() > kMaxPropertyBytes || holds_json(text))
      continue;
    std::string name = camel_case(key.text());
    if (!name.empty()) properties.push_back({std::move(name), std::string(text), value.kind()});
  }
}

// Sorts by name; of several with one name the first stands.
void sort_properties(std::vector<FoundProperty>& properties) {
  std::stable_sort(properties.begin(), properties.end(),
                   [](const FoundProperty& a, const FoundProperty& b) { return a.name < b.name; });
  properties.erase(
      std::unique(properties.begin(), properties.end(),
                  [](const FoundProperty& a, const FoundProperty& b) { return a.name == b.name; }),
      properties.end());
}

// Whether two texts say the same: collectors write the same time in several ways, which differ in what
// follows the second.
bool same_value(std::string_view a, std::string_view b) {
  constexpr size_t kSecond = std::string_view("2024-01-01T00:00:00").size();
  const auto is_time = [](std::string_view text) {
    return text.size() >= kSecond && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':';
  };
  return a == b || (is_time(a) && is_time(b) && a.substr(0, kSecond) == b.substr(0, kSecond));
}

// Adds the properties that `all` lacks. Returns the names of those whose values differ. Both sorted.
std::vector<std::string> add_properties(std::vector<FoundProperty>& all, std::vector<FoundProperty> more) {
  std::vector<std::string> differing;
  std::vector<FoundProperty> joined;
  joined.reserve(std::max(all.size(), more.size()));
  auto a = all.begin();
  auto b = more.begin();
  while (a != all.end() || b != more.end()) {
    if (b == more.end() || (a != all.end() && a->name < b->name)) {
      joined.push_back(std::move(*a++));
    } else if (a == all.end() || b->name < a->name) {
      joined.push_back(std::move(*b++));
    } else {
      if (!same_value(a->text, b->text)) differing.push_back(a->name);
      joined.push_back(std::move(*a++));
      ++b;
    }
  }
  all = std::move(joined);
  return differing;
}

class Describer {
 public:
  Describer(const JoinedResource& resource, const JoinIndex& joins)
      : resource_(resource), first_(*resource.records.front()), joins_(joins.of(first_.row)) {
    if (first_.row != kNoEntityType) row_ = &entity_types()[first_.row];
  }

  ResourceFacts describe();

 private:
  // What one record or addition says, in the order of its descriptions.
  struct Record {
    std::vector<FoundProperty> properties;
    const Place* place = nullptr;
  };
  void read(const FoundResource::Description& description, std::vector<FoundProperty>& properties);
  void read_value(Value value, std::span<const std::string> parameters,
                  std::vector<FoundProperty>& properties);
  void add_tags(const std::vector<Tag>& tags) {
    for (const Tag& tag : tags) facts_.tags.push_back({std::string(tag.key), std::string(tag.value)});
  }
  void join_records();
  void take_policy(PolicyKnowledge knowledge, const ExportedPolicy& policy, const Place& place);
  void contradiction(std::string_view what, const Place& place, const Place& stands);
  void tidy();

  const JoinedResource& resource_;
  const FoundResource& first_;
  const std::vector<JoinId>& joins_;
  const EntityTypeRow* row_ = nullptr;
  const Place* policy_place_ = nullptr;
  ResourceFacts facts_;
};

void Describer::read_value(Value value, std::span<const std::string> parameters,
                           std::vector<FoundProperty>& properties) {
  find_properties(value, properties, facts_.tags);
  const Described described{value, parameters, first_.partition, first_.account, first_.region};
  // AWS Config has these settings in the bucket's item, where the AWS CLI answers them alone.
  if (first_.type.starts_with("aws_s3"))
    for_each_value(described, "PublicAccessBlockConfiguration", [&](Value settings) {
      open_json(settings, [&](Value opened) { find_properties(opened, properties, facts_.tags); });
    });
  for (JoinId join : joins_)
    for_each_text(described, arnscope::joins()[join].path, [&](std::string_view text) {
      facts_.references.push_back({join, std::string(text)});
    });
  if (row_ == nullptr) return;
  for (std::string_view address : split(row_->addresses, ' ')) {
    if (is_one_path(address)) {
      for_each_text(described, address.substr(1, address.size() - 2),
                    [&](std::string_view text) { facts_.addresses.emplace_back(text); });
    } else if (auto filled = fill_template(described, address)) {
      facts_.addresses.push_back(std::move(*filled));
    }
  }
  if (row_->name == "aws_security_group") find_network_rules(value, facts_.rules);
}

void Describer::read(const FoundResource::Description& description, std::vector<FoundProperty>& properties) {
  open_json({description.document.get(), description.value},
            [&](Value value) { read_value(value, description.parameters, properties); });
}

void Describer::contradiction(std::string_view what, const Place& place, const Place& stands) {
  facts_.findings.push_back({Severity::kWarning, "CONTRADICTING_ENTITY",
                             fmt::format("`{}` has another {} here than at {}: that one stands", first_.key,
                                         what, format_place(stands)),
                             place, std::string(first_.key)});
}

// The fullest first; records of one size in the order of their places.
void Describer::join_records() {
  std::vector<Record> records;
  for (const FoundResource* each : resource_.records) {
    Record& record = records.emplace_back();
    record.place = &each->place;
    for (const FoundResource::Description& description : each->descriptions)
      read(description, record.properties);
    for (const NetworkRule& rule : each->rules)
      facts_.rules.push_back({rule.inbound, rule.peer, std::string(rule.target), std::string(rule.protocol),
                              rule.from_port, rule.to_port});
    for (const ResourceProperty& property : each->properties)
      record.properties.push_back({std::string(property.name), std::string(property.text), property.kind});
    add_tags(each->tags);
    sort_properties(record.properties);
  }
  std::stable_sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return a.properties.size() > b.properties.size();
  });
  facts_.properties = std::move(records.front().properties);
  for (size_t i = 1; i < records.size(); ++i) {
    const auto differing = add_properties(facts_.properties, std::move(records[i].properties));
    if (!differing.empty())
      contradiction(fmt::format("`{}`", fmt::join(differing, "`, `")), *records[i].place,
                    *records.front().place);
  }
}

void Describer::take_policy(PolicyKnowledge knowledge, const ExportedPolicy& policy, const Place& place) {
  if (knowledge == PolicyKnowledge::kUnknown) return;
  const PolicyKnowledge known = facts_.policy_knowledge;
  if (known == PolicyKnowledge::kPresent && knowledge == PolicyKnowledge::kPresent) {
    const Choice choice = choose_policy(*facts_.policy, policy, PolicyKind::kResource);
    if (choice.contradict)
      contradiction("policy", choice.second ? *policy_place_ : place, choice.second ? place : *policy_place_);
    if (!choice.second) return;
  } else if (known != PolicyKnowledge::kUnknown && known != knowledge) {
    // That there is none may be older: what grants access is not hidden.
    const bool none_here = knowledge == PolicyKnowledge::kNone;
    contradiction("policy", none_here ? place : *policy_place_, none_here ? *policy_place_ : place);
    if (none_here) return;
  }
  facts_.policy_knowledge = knowledge;
  facts_.policy = knowledge == PolicyKnowledge::kPresent ? &policy : nullptr;
  policy_place_ = &place;
}

template <class Element, class Key>
void sort_by(std::vector<Element>& elements, Key key) {
  std::stable_sort(elements.begin(), elements.end(),
                   [&](const Element& a, const Element& b) { return key(a) < key(b); });
  elements.erase(std::unique(elements.begin(), elements.end(),
                             [&](const Element& a, const Element& b) { return key(a) == key(b); }),
                 elements.end());
}

void Describer::tidy() {
  sort_by(facts_.tags, [](const FoundTag& tag) { return std::tie(tag.key); });
  sort_by(facts_.references, [](const FoundReference& each) { return std::tie(each.join, each.text); });
  sort_by(facts_.addresses, [](const std::string& each) -> const std::string& { return each; });
  sort_by(facts_.rules, [](const FoundRule& rule) {
    return std::tie(rule.inbound, rule.protocol, rule.from_port, rule.to_port, rule.peer, rule.target);
  });
  const auto name = std::find_if(facts_.tags.begin(), facts_.tags.end(),
                                 [](const FoundTag& tag) { return tag.key == "Name" && !tag.value.empty(); });
  facts_.name = name != facts_.tags.end() ? name->value : first_.name.empty() ? first_.id : first_.name;
}

ResourceFacts Describer::describe() {
  join_records();
  for (const FoundResource* each : resource_.records)
    take_policy(each->policy_knowledge, each->policy, each->place);
  std::vector<FoundProperty> added;
  for (const FoundAddition* each : resource_.additions) {
    if (each->description.document) read(each->description, added);
    add_tags(each->tags);
    take_policy(each->policy_knowledge, each->policy, each->place);
  }
  sort_properties(added);
  add_properties(facts_.properties, std::move(added));
  tidy();
  return std::move(facts_);
}

}  // namespace

JoinIndex::JoinIndex() : by_row_(entity_types().size()) {
  for (JoinId id = 0; id < joins().size(); ++id) {
    const Join& join = joins()[id];
    if (join.by == JoinBy::kService || join.by == JoinBy::kAccount) continue;
    const std::string_view holder = holder_type(join);
    if (holder == "*") {
      for (std::vector<JoinId>& each : by_row_) each.push_back(id);
      any_.push_back(id);
    } else if (const EntityTypeId row = find_entity_type(holder); row != kNoEntityType) {
      by_row_[row].push_back(id);
    }
  }
}

ResourceFacts describe(const JoinedResource& resource, const JoinIndex& joins) {
  return Describer(resource, joins).describe();
}

}  // namespace arnscope
