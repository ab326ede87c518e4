arnscope_test(unit_template
  SOURCES template/cloudformation_test.cc template/functions_test.cc template/policies_test.cc
          template/terraform_test.cc
  ROOMS base document policy template)
