// Transcripts: command lines with what they must print and their exit codes, compared to the letter. Read
// from
// *.transcript files and from the ```console blocks of a Markdown file that begin with `$ arnscope`.
//
//   # A comment, outside a command's output.
//   $ arnscope expand s3:Nothing
//   ! warning: no action matches `s3:Nothing`
//   [exit 1]
//
// A line of output stands as it is; `! ` marks a line of stderr, which is compared only where there is such a
// line; `...` alone (or `! ...`) stands for any number of lines; a command that ends in `\` goes on in the
// next line. Output that would read as one of these has a `\` before it, and output whose last line has no
// line end closes with `[no line end]`. A *.transcript gives each command its `[exit N]`; in Markdown a
// command without one may say yes or no (0 or 1) but must run.
//
// Commands run one after the other through `sh -c` in the root folder, with an empty stdin and with $SCRATCH,
// a fresh folder for each transcript.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arnscope::transcript {

struct Step {
  std::string command;
  std::vector<std::string> out;  // as written, escapes and `...` included
  std::vector<std::string> err;  // the same, without the "! "
  std::optional<int> exit_code;
  size_t line = 0;   // of the command, counted from 1
  size_t first = 0;  // the lines between the command and the next, an index into the file's lines:
  size_t last = 0;   // half-open, trailing blank lines left out
};

// The steps among lines[first, last). `stray` gets the numbers of lines that belong to no command.
std::vector<Step> parse_steps(const std::vector<std::string>& lines, size_t first, size_t last,
                              std::vector<size_t>& stray);

struct Output {
  std::vector<std::string> out;  // escaped
  std::vector<std::string> err;
  int exit_code = 0;  // 128 + the signal's number where one ended it
};

// Whether lines of output fit the expected ones, in which `...` stands for any number of lines.
// O(|expected| * |actual|).
bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual);

// Printed text as lines of a transcript.
std::vector<std::string> output_lines(std::string_view text);

struct Setting {
  std::string root;      // where commands run
  std::string binaries;  // put before PATH
};

enum class Mode { kCheck, kUpdate };

// Runs the transcript at `path` and returns what does not hold, a message each; none when all does. kUpdate
// rewrites the steps that do not hold to what was printed, and returns only what it could not mend.
std::vector<std::string> run_transcript(const std::string& path, const Setting& setting, Mode mode);

// The paths of the transcripts in a folder, sorted; none where the folder is missing or holds none.
std::vector<std::string> transcripts_in(const std::string& folder);

}  // namespace arnscope::transcript
