// What the catalog tells of ARNs beyond their types: what lies inside what (objects in a bucket, versions in
// a function, streams in a log group), which resource a policy's pattern names, and which actions can be
// granted on a resource and on what lies inside it. Of this folder alone; one thread at a time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/evaluate/compiled.h"

namespace arnscope {

// Things of one sort inside a resource: their ARNs are the resource's with `suffix` behind, a pattern.
struct Contents {
  std::string suffix;             // "/*", ":log-stream:*"
  std::vector<ActionId> actions;  // that they take, ascending
};

// What can be granted on a resource. Resources of one kind share it.
struct ResourceShape {
  std::string_view service;       // of the ARN
  std::vector<ActionId> actions;  // on the resource itself, ascending
  std::vector<ActionId>
      never;  // of these, those that AWS's own rules never allow on it, whatever policies say
  std::vector<Contents> contents;
  // The resource is also written with ":*" behind, and that is one name of it and no pattern. Source: Amazon
  // CloudWatch Logs User Guide, "Overview of managing access permissions to your CloudWatch Logs resources".
  bool also_with_star = false;
};

class ResourceShapes {
 public:
  // The most that a shape has of Contents.
  static constexpr size_t kMaxContents = 62;

  // The ARN of the resource that a pattern names: the pattern itself where it is a whole ARN; the resource
  // that it lies in where the catalog says so (arn:aws:s3:::b of arn:aws:s3:::b/*). The outermost such: a
  // pattern names the table and not its index. Nothing where the resource's name has a wildcard or a policy
  // variable.
  std::optional<std::string> named_by(const ResourcePattern& pattern);

  // The types that the resource itself can be, most specific first. Types that stand for resources of any
  // service count only where there is no other. Empty where the catalog knows none.
  static std::vector<catalog::ResourceTypeId> types_of(std::string_view arn);

  // Adds the actions; microseconds. REQUIRES: `arn` has a type.
  ResourceShape shape_of(std::string_view arn);

 private:
  // One ARN pattern of a resource type.
  struct Form {
    catalog::ResourceTypeId type = 0;
    ArnFields fields;
    bool flat_name = false;
  };
  // A form of which others are extensions: what they have more.
  struct Container {
    Form form;
    std::vector<std::string_view> rests;  // "/index/*"
  };
  struct Service {
    std::vector<Form> forms;
    std::vector<Container> containers;
  };

  const Service& service(std::string_view name);
  static std::string_view rest_inside(const Form& outer, const Form& inner);
  static std::vector<Container> containers_of(const std::vector<Form>& forms);
  static void add_contents(ResourceShape& shape, const Service& service, const Form& own);

  std::map<std::string, Service, std::less<>> services_;
};

// The pattern's last field, each policy variable replaced by `*`.
std::string widened_resource(const ResourcePattern& pattern);

}  // namespace arnscope
