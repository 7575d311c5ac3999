/**
 * Hosts of package indexes that everybody may read: PyPI, its mirrors, and those that hold builds of public packages for
 * some hardware. Taken 2026-11 from the installation pages of each project.
 */
const PUBLIC_HOSTS: readonly string[] = [
  ...['pypi.org', 'pypi.python.org', 'pythonhosted.org', 'anaconda.org'],
  ...['mirrors.aliyun.com', 'tuna.tsinghua.edu.cn', 'mirrors.ustc.edu.cn', 'mirrors.cloud.tencent.com'],
  ...['pytorch.org', 'piwheels.org', 'nvidia.com', 'pyg.org', 'vllm.ai', 'flashinfer.ai', 'jetson-ai-lab.dev'],
  ...['jetson-ai-lab.io', 'storage.googleapis.com', 'huggingface.co', 'github.io', 'intel.com', 'amd.com'],
];

/** Whether a host has a package index that is open to everybody. */
export function isPublicPythonIndex(host: string): boolean {
  return PUBLIC_HOSTS.some((known) => host === known || host.endsWith(`.${known}`));
}

/** Whether a host is PyPI itself. */
export function isPypi(host: string): boolean {
  return /^(?:pypi\.org|pypi\.python\.org)$/.test(host);
}
