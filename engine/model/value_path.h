// Paths into the JSON of AWS's answers, and templates filled from it: what the tables of this folder are
// written in. Any thread.
//
//   path       member names with "." between; "[]" behind a name: each element of the list; "*" in place of a
//              name: each member's value. Names compare without regard to case, for AWS Config writes
//              `vpcId` where the CLI writes `VpcId`. "" is the value itself. "$1", "$2": the parameters that
//              the operation was called with, "$region", "$account", "$partition": where; "$value": the text
//              that the value itself is. A string that holds JSON is stepped into like the value that it
//              holds. "~" behind a path and a character: of each text what stands behind the last such
//              character; with a number behind, the part of that number where the text is split there, from
//              1; with 0, the text without one such character at its beginning. Texts that have no such part
//              have no value.
//              "Reservations[].Instances[]", "Configuration.Role", "Attributes.Policy", "Id~/", "Uri~/3"
//   template   text with paths in braces: "arn:{$partition}:ec2:{$region}:{$account}:instance/{InstanceId}";
//              it has a value where each of its paths has one, the first of it
//   "|"        between several paths or templates, also inside braces: the first that has a value
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document/document.h"

namespace arnscope {

// What paths and templates speak of. Views outlive the calls.
struct Described {
  Value value;
  std::span<const std::string> parameters = {};
  std::string_view partition = {}, account = {}, region = {};
};

// Calls `visit` with each value at the end of the path. Values of strings that hold JSON live only as long as
// the call.
void for_each_value(const Described& described, std::string_view path,
                    const std::function<void(Value)>& visit);

// Each text at the end of the path: strings, numbers as written, booleans. Empty ones are left out.
void for_each_text(const Described& described, std::string_view path,
                   const std::function<void(std::string_view)>& visit);

// The first text at the end of the path; "" where there is none. Valid as long as the document, unless the
// path steps into a string.
std::string first_text(const Described& described, std::string_view path);

// Nothing where a path of it has no value.
std::optional<std::string> fill_template(const Described& described, std::string_view text);

}  // namespace arnscope
