// What entities of AWS are outside of it: users people, zones the domains that somebody registered.
#include <algorithm>
#include <map>

#include "engine/base/text.h"
#include "engine/graph/entity_collector.h"
#include "engine/graph/entity_index.h"

namespace arnscope {
namespace {

// As far as it tells an address from a name: one @ with something before it and a name with a dot behind it.
bool is_email(std::string_view text) {
  const size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos)
    return false;
  if (text.find_first_of(" \t\r\n<>") != std::string_view::npos) return false;
  const std::string_view host = text.substr(at + 1);
  const size_t dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 && !host.ends_with('.');
}

// The tag goes before the name; "" where neither is an address.
std::string_view email_of(const User& user) {
  for (const Tag& tag : user.tags)
    if (equal_folded(tag.key, "email") && is_email(tag.value)) return tag.value;
  return is_email(user.name) ? user.name : std::string_view();
}

// The registered domains and the zones of a snapshot.
class Zones {
 public:
  struct Zone {
    ResourceId id;
    std::string name;
  };

  explicit Zones(const Snapshot& snapshot) {
    for (ResourceId id = 0; id < snapshot.resources.size(); ++id) {
      const Resource& resource = snapshot.resources[id];
      if (resource.type == "aws_route53_domain") domains_.emplace(normal_address(resource.id), id);
      if (resource.type != "aws_route53_zone") continue;
      for (const Reference& each : Snapshot::part(snapshot.references, resource.references))
        if (joins()[each.join].from == "aws_route53_domain")
          zones_.push_back({id, normal_address(each.text)});
    }
    for (const Zone& zone : zones_) names_.emplace(zone.name, zone.id);
  }

  const std::vector<Zone>& all() const { return zones_; }

  // Of a zone below a registered domain that one's; nothing for one that is of no such domain.
  std::optional<ResourceId> domain_of(const Zone& zone) const {
    for (std::string_view name = zone.name; !name.empty(); name = parent(name))
      if (const auto found = domains_.find(name); found != domains_.end()) return found->second;
    return std::nullopt;
  }

  // The domain that a zone of no registered domain stands for: that of the topmost zone it lies in.
  std::string_view name_of(const Zone& zone) const {
    std::string_view topmost = zone.name;
    for (std::string_view name = zone.name; !name.empty(); name = parent(name))
      if (names_.contains(name)) topmost = name;
    return topmost;
  }

 private:
  static std::string_view parent(std::string_view name) {
    const size_t dot = name.find('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  }

  std::vector<Zone> zones_;
  std::map<std::string, ResourceId, std::less<>> domains_, names_;
};

}  // namespace

void add_outside_entities(EntityCollector& collector) {
  for (const User& user : collector.snapshot.users) {
    const std::string_view email = email_of(user);
    if (email.empty()) continue;
    Entity person;
    person.key = collector.intern(fold(email));
    person.display_name = email;
    person.kind = EntityKind::kPerson;
    collector.add(person, model_type("person"));
  }
  const Zones zones(collector.snapshot);
  for (const Zones::Zone& zone : zones.all()) {
    if (zones.domain_of(zone)) continue;
    Entity domain;
    domain.key = domain.display_name = collector.intern(zones.name_of(zone));
    domain.kind = EntityKind::kDomain;
    collector.add(domain, model_type("domain"));
  }
}

void user_is_person(GraphBuilder& builder) {
  for (UserId id = 0; id < builder.users.size(); ++id)
    if (const std::string_view email = email_of(builder.snapshot.users[id]); !email.empty())
      if (const auto person = builder.graph.find(fold(email)))
        builder.add(RelationClass::kIs, builder.users[id], *person);
}

void domain_has_zones(GraphBuilder& builder) {
  const Zones zones(builder.snapshot);
  for (const Zones::Zone& zone : zones.all()) {
    const auto registered = zones.domain_of(zone);
    const auto from =
        registered ? std::optional(builder.resources[*registered]) : builder.graph.find(zones.name_of(zone));
    if (from && *from != kNoId && builder.resources[zone.id] != kNoId)
      builder.add(RelationClass::kHas, *from, builder.resources[zone.id]);
  }
}

}  // namespace arnscope
