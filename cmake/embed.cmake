# A file as a C++ source that defines its text: cmake -D input=FILE -D output=FILE -D header=PATH -D name=kName
# -P embed.cmake
file(READ ${input} text)
file(WRITE ${output} "#include \"${header}\"

namespace arnscope {

const std::string_view ${name} = R\"embedded(${text})embedded\";

}  // namespace arnscope
")
