// What is installed beside the program, made from the table of commands so that it cannot be out of date.
#pragma once

#include <string>

namespace arnscope::cli {

// A manual page in roff, for man(1).
std::string manual_page();

// Completion of commands, options and formats for bash.
std::string bash_completion();

}  // namespace arnscope::cli
