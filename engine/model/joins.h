// The relationships that need no analysis: one row each, as what joins the two ends. And the older names of
// types. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/model/relation_class.h"

namespace arnscope {

using JoinId = uint16_t;  // a position in joins()

// How the two ends find each other.
enum class JoinBy : uint8_t {
  kService,    // the from end is the service that the type belongs to, as the account uses it; no path
  kAccount,    // the from end is the entity's account; no path
  kReference,  // the texts at `path` are the other end's key, id or name, or one of its addresses (a key's
               // alias); of an account its id; where a role is meant, an instance profile names its roles
  kAddress,    // the texts at `path` are names or addresses of the other end: without regard to case and to
               // a "." behind
  kContainedArn,  // the texts at `path` hold the other end's ARN: contained_arn(), then shortened_arn() again
                  // and again, until it is a key
};
enum class Holder : uint8_t { kFrom, kTo };

struct Join {
  RelationClass relation = RelationClass::kHas;
  std::string_view from = {}, to = {};  // types; "*": any
  JoinBy by = JoinBy::kReference;
  Holder holder = Holder::kFrom;  // the end in whose values the path is looked up
  std::string_view path = {};     // as in value_path.h
  // A type that is neither end, in whose values the path is looked up: `from` is its service.
  // "aws_cloudtrail" logs where its trails say.
  std::string_view of = {};
};

// A relationship may have several rows, and two rows may find the same one.
std::span<const Join> joins();

// The type in whose values the path is looked up.
std::string_view holder_type(const Join& join);

// What stands from the last "arn:" on; "" where there is none. An API's integration names a function as
// "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/ARN/invocations".
std::string_view contained_arn(std::string_view text);
// Without its last part, which begins with ":" or "/": a version, an alias, a prefix in a bucket, ":*", a
// stage; "" behind the first.
std::string_view shortened_arn(std::string_view arn);

// Names of types that documents of the data model use and that are no type of their own: an older name, or
// one for several types ("aws_lb"). The types with blanks between.
struct TypeAlias {
  std::string_view name, types;
};
std::span<const TypeAlias> type_aliases();

}  // namespace arnscope
