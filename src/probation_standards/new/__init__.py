"""What `probation-standards new` makes: the package of a framework, from the files in the folder ``template``."""
