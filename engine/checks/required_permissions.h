// Permissions that somebody needs, as they are written down: a policy document, whose Allow statements are
// what must be granted, or a list. Read into single requirements: one action on one resource or pattern of
// resources. Plain values.
//   A list is text, one entry a line (`#` begins a comment), or a JSON array of strings. An entry is an
//   action, which may have wildcards, and the ARNs that it is needed on; without any, every resource:
//     apigateway:GET arn:aws:apigateway:*::/restapis/* arn:aws:apigateway:*::/apis/*
//   Objects {"permissions": [entry, ...]} stand for their entries, also several of them in a list; their
//   other members are passed over.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/finding.h"
#include "engine/base/result.h"
#include "engine/evaluate/compiled.h"
#include "engine/evaluate/request.h"

namespace arnscope {

// What may be taken to hold where something is required, from a statement's Condition: it need be granted
// under that condition only.
struct RequiredContext {
  std::vector<std::pair<std::string, std::vector<std::string>>> keys;  // no value: the key is absent
  // The tests that stand for more than one value and are left open, so that more is required than the
  // statement says: "IpAddress aws:SourceIp".
  std::vector<std::string> left_out;

  bool operator==(const RequiredContext&) const = default;
};

struct Requirement {
  ActionId action = kNoAction;
  std::string unknown_action;  // as written, where the catalog has no such action
  uint32_t resource = 0;       // positions in the lists of RequiredPermissions
  uint32_t context = 0;
  Place place;
  // Of a policy document: the statement that says so, and the position among its actions.
  const CompiledPolicy* policy = nullptr;
  const CompiledStatement* statement = nullptr;
  size_t position = 0;
};

// "s3:GetObject", as AWS writes it where the catalog knows it.
std::string action_name(const Requirement& requirement);

struct RequiredPermissions {
  std::vector<Requirement> requirements;  // in reading order, each once
  std::vector<AskedResource> resources;   // the first is `*`: every resource
  std::vector<RequiredContext> contexts;  // the first is empty
  // An error is a part of the input that was left out: to answer on the rest would pass over what is
  // required.
  std::vector<Finding> findings;
  std::vector<std::shared_ptr<const CompiledPolicy>> policies;  // that the requirements point into
};

// Reads a list or policies. Wildcards of actions mean the actions of the catalog that they match. Of a
// wildcard or a policy, an action is required on those of the resources alone that it can be made on; an
// action that takes no resource is required on `*`. Policy variables in a resource stand for any value.
// NotAction, NotResource, an entry without a service, and what is no ARN are errors among the findings; a
// Deny requires nothing, with a warning. Errors: malformed JSON, nothing in it that is required. O(size +
// requirements).
Result<RequiredPermissions> read_required_permissions(const std::shared_ptr<const Source>& source);

}  // namespace arnscope
