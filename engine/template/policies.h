// The policies that a document holds: a policy by itself, what the AWS CLI wraps around one, a list of them,
// a CloudFormation template, a Terraform plan or state. Layouts are recognised by content and stand in one
// table. Any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/finding.h"
#include "engine/document/document.h"

namespace arnscope {

// A policy and where it was found. Nothing is said of whether it is a good one.
struct FoundPolicy {
  std::shared_ptr<const Document> document;  // which holds `value`; not always the one that was searched: a
                                             // policy may be a string inside it
  Value value;            // the policy, an object; its places are in the text that was read
  std::string path;       // its JSON pointer (RFC 6901) in the document that was searched; "" of the whole
  std::string name;       // "PolicyName", a logical id, a resource's address; "" where it has none
  std::string_view type;  // which limits hold, a `type` of policies/limits.json; "" where nothing tells
  std::string owner;      // of inline policies that are added up: what holds them; "" where it is not known
  bool open = false;      // has parts that only a deployment knows, which stand in it as short placeholders
};

// Whether the layout is known: the document holds policies, even if none.
struct FoundPolicies {
  bool known_layout = false;
  std::vector<FoundPolicy> policies;  // in reading order
  std::vector<Finding> findings;      // of what stands where a policy should and is none
};

// Finds them. A policy that is attached inline to several is there once for each. In a template, functions
// are replaced by what they come to (engine/template/functions.h); a policy that only a deployment knows has
// no statements, is open, and is a finding. O(size of the document).
FoundPolicies find_policies(const std::shared_ptr<const Document>& document);

}  // namespace arnscope
