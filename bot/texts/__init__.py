"""Every sentence a person reads, in Chinese, one file per audience."""
