#include "engine/graph/resource_shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "engine/evaluate/services.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

using catalog::ResourceTypeId;

// What the catalog's patterns do not tell, one row a resource type.
enum class Extra : uint8_t {
  kPathsInside,   // what is behind "/" is of the resource and of its type
  kNoSlash,       // names hold no "/", so what is behind one is inside
  kAlsoWithStar,  // see ResourceShape
};
struct ExtraRow {
  std::string_view service, type;
  Extra extra;
};
constexpr std::array kExtras = {
    // Source: Amazon OpenSearch Service Developer Guide, "Identity and Access Management", "Subresource".
    ExtraRow{"es", "domain", Extra::kPathsInside},
    ExtraRow{"logs", "log-group", Extra::kAlsoWithStar},
    // Source: Service Authorization Reference, "Resource types defined by AWS CodePipeline" and "...
    // MediaStore".
    ExtraRow{"codepipeline", "pipeline", Extra::kNoSlash},
    ExtraRow{"mediastore", "container", Extra::kNoSlash},
};

bool has_extra(ResourceTypeId id, Extra extra) {
  const catalog::ResourceType type = catalog::resource_type(id);
  const std::string_view service = catalog::service(type.service).prefix;
  return std::any_of(kExtras.begin(), kExtras.end(), [&](const ExtraRow& row) {
    return row.extra == extra && row.service == service && row.type == type.name;
  });
}

bool has_flat_name(ResourceTypeId id) {
  return catalog::resource_type(id).flat_name || has_extra(id, Extra::kNoSlash);
}

std::array<std::string_view, 2> arn_patterns(ResourceTypeId id) {
  const catalog::ResourceType type = catalog::resource_type(id);
  return {type.arn, type.other_arn};
}

void add_actions(std::vector<ActionId>& actions, ResourceTypeId type) {
  catalog::actions_on(type).for_each([&](ActionId id) { actions.push_back(id); });
  std::sort(actions.begin(), actions.end());
  actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
}

// The length of the container's name at the beginning of `literal`, which goes on with `separator` and more;
// 0 where it does not. `resource` is the container's pattern and ends in `*`.
size_t name_length(std::string_view resource, char separator, std::string_view literal) {
  size_t star = resource.find('*');
  if (!literal.starts_with(resource.substr(0, star))) return 0;
  size_t at = star;  // in literal, where a name begins
  while (true) {
    const size_t next_star = resource.find('*', star + 1);
    const std::string_view between = next_star == std::string_view::npos
                                         ? std::string_view(&separator, 1)
                                         : resource.substr(star + 1, next_star - star - 1);
    const size_t found = at < literal.size() ? literal.find(between, at + 1) : std::string_view::npos;
    if (found == std::string_view::npos) return 0;
    if (next_star == std::string_view::npos) return found;
    at = found + between.size();
    star = next_star;
  }
}

// The pattern's last field as far as it is literal.
std::string_view literal_resource(const ResourcePattern& pattern) {
  const std::string_view resource = pattern.fields.field[5];
  const size_t before = pattern.written.size() - resource.size();
  if (pattern.form != ResourcePattern::Form::kVariable) return literal_prefix(resource);
  return pattern.literal.size() <= before ? std::string_view() : pattern.literal.substr(before);
}

// What AWS never allows on the resource. Source: see engine/evaluate/services.cc.
std::vector<ActionId> never_allowed(std::string_view arn, const std::vector<ActionId>& actions) {
  const Principal anybody;
  const Context context;
  const Policies nothing;
  Request request(anybody, context);
  std::vector<ActionId> never;
  for (ActionId id : actions) {
    request.set_action(id);
    request.set_resource(arn);
    const ServiceRule* rule = find_service_rule(request, nothing);
    if (rule != nullptr && rule->effect == ServiceEffect::kNeverAllowed) never.push_back(id);
  }
  return never;
}

}  // namespace

std::string widened_resource(const ResourcePattern& pattern) {
  if (pattern.parts.empty()) return std::string(pattern.fields.field[5]);
  std::string text;
  for (const TextPart& part : pattern.parts) text += part.variable ? "*" : part.literal;
  return text;
}

// What `inner` has more where its resources lie inside those of `outer`; else "". Behind a bare "/" there may
// as well be more of the outer one's own name, unless such names have none.
std::string_view ResourceShapes::rest_inside(const Form& outer, const Form& inner) {
  const std::string_view shorter = outer.fields.field[5];
  const std::string_view longer = inner.fields.field[5];
  if (!shorter.ends_with('*') || longer.size() <= shorter.size() || !longer.starts_with(shorter)) return "";
  if (!std::equal(outer.fields.field.begin(), outer.fields.field.end() - 1, inner.fields.field.begin()))
    return "";
  const std::string_view rest = longer.substr(shorter.size());
  if (rest.starts_with("/") && (outer.flat_name || !rest.starts_with("/*"))) return rest;
  return rest.starts_with(":") ? rest : "";
}

std::vector<ResourceShapes::Container> ResourceShapes::containers_of(const std::vector<Form>& forms) {
  std::vector<Container> containers;
  for (const Form& outer : forms) {
    Container container{outer, {}};
    for (const Form& inner : forms)
      if (const std::string_view rest = rest_inside(outer, inner); !rest.empty())
        container.rests.push_back(rest);
    if (has_extra(outer.type, Extra::kPathsInside)) container.rests.emplace_back("/*");
    if (!container.rests.empty()) containers.push_back(std::move(container));
  }
  return containers;
}

const ResourceShapes::Service& ResourceShapes::service(std::string_view name) {
  if (auto known = services_.find(name); known != services_.end()) return known->second;
  Service service;
  for (uint32_t i = 0; i < catalog::resource_type_count(); ++i) {
    const auto id = static_cast<ResourceTypeId>(i);
    for (std::string_view pattern : arn_patterns(id)) {
      if (pattern.empty()) continue;
      const auto fields = split_arn_pattern(pattern, ShortArn::kNeverMatches);
      assert(fields);
      if (fields->field[2] == name) service.forms.push_back({id, *fields, has_flat_name(id)});
    }
  }
  service.containers = containers_of(service.forms);
  return services_.emplace(name, std::move(service)).first->second;
}

std::optional<std::string> ResourceShapes::named_by(const ResourcePattern& pattern) {
  using PatternForm = ResourcePattern::Form;
  if (pattern.form == PatternForm::kNever || pattern.form == PatternForm::kAll) return std::nullopt;
  const auto& field = pattern.fields.field;
  if (field[0] != "arn" || std::any_of(field.begin(), field.end() - 1, has_wildcard)) return std::nullopt;
  const std::string_view resource = field[5];
  const std::string_view literal = literal_resource(pattern);
  const std::string widened = widened_resource(pattern);
  size_t length = 0;
  for (const Container& container : service(field[2]).containers) {
    const auto& outer = container.form.fields.field;
    if (!glob_match(outer[3], field[3]) || !glob_match(outer[4], field[4])) continue;
    for (std::string_view rest : container.rests) {
      const size_t name = name_length(outer[5], rest.front(), literal);
      if (name == 0 || (length != 0 && name >= length)) continue;
      if (glob_intersects(rest, std::string_view(widened).substr(name))) length = name;
    }
  }
  const bool whole = literal.size() == resource.size() && literal.find("${") == std::string_view::npos;
  if (length == 0 && (!whole || resource.empty())) return std::nullopt;
  return fmt::format("arn:{}:{}:{}:{}:{}", field[1], field[2], field[3], field[4],
                     length == 0 ? resource : resource.substr(0, length));
}

std::vector<ResourceTypeId> ResourceShapes::types_of(std::string_view arn) {
  std::vector<ResourceTypeId> types = catalog::resource_types_of(arn);
  auto of_any_service = [](ResourceTypeId id) {
    return catalog::resource_type(id).arn.starts_with("arn:*:*:");
  };
  if (!types.empty() && !of_any_service(types.front())) std::erase_if(types, of_any_service);
  return types;
}

void ResourceShapes::add_contents(ResourceShape& shape, const Service& service, const Form& own) {
  for (const Form& inner : service.forms) {
    const std::string_view rest = rest_inside(own, inner);
    if (rest.empty()) continue;
    auto same = std::find_if(shape.contents.begin(), shape.contents.end(),
                             [&](const Contents& each) { return each.suffix == rest; });
    if (same == shape.contents.end()) same = shape.contents.insert(same, {std::string(rest), {}});
    add_actions(same->actions, inner.type);
  }
}

ResourceShape ResourceShapes::shape_of(std::string_view arn) {
  ResourceShape shape;
  const auto fields = split_arn_pattern(arn, ShortArn::kNeverMatches);
  assert(fields);
  const Service& known = service(fields->field[2]);
  for (ResourceTypeId type : types_of(arn)) {
    add_actions(shape.actions, type);
    shape.also_with_star = shape.also_with_star || has_extra(type, Extra::kAlsoWithStar);
    if (has_extra(type, Extra::kPathsInside)) {
      shape.contents.push_back({"/*", {}});
      add_actions(shape.contents.back().actions, type);
    }
    for (const Form& form : known.forms)
      if (form.type == type && glob_match(form.fields.field[5], fields->field[5]))
        add_contents(shape, known, form);
  }
  std::erase_if(shape.contents, [](const Contents& each) { return each.actions.empty(); });
  assert(shape.contents.size() <= kMaxContents);
  shape.service = fields->field[2];
  shape.never = never_allowed(arn, shape.actions);
  return shape;
}

}  // namespace arnscope
