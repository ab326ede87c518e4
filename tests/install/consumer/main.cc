// A program of someone else's: it reads a document and asks an ARN through the installed headers alone.
#include <engine/document/json_reader.h>
#include <engine/policy/arn.h>

#include <cstdio>

int main() {
  const auto document = arnscope::read_json(
      arnscope::Source::from_text("policy.json", R"({"Resource": "arn:aws:s3:::data/*"})"));
  if (!document) return 1;
  const auto resource = (*document)->root().find("Resource");
  const bool right = resource && arnscope::arn_match(resource->text(), "arn:aws:s3:::data/report.csv");
  std::printf("%s\n", right ? "the installed library works" : "wrong answer");
  return right ? 0 : 1;
}
