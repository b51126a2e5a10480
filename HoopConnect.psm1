# The loader's one cmdlet; the manifest does not export it.
HoopConnect.Loader\Import-HoopAssembly
