/** Where the public data sets lie, and the MD5 sums of their files. */
export interface RemoteFile {
  readonly name: string;
  readonly md5: string;
}

export interface RemoteDataset {
  /** Address to which a file's name is appended. */
  readonly base: string;
  readonly files: readonly RemoteFile[];
}

export type RemoteName = "mnist" | "kmnist" | "fashion-mnist";

/** The sums in the order train images, train labels, test images, test labels. */
function remote(base: string, ...sums: [string, string, string, string]): RemoteDataset {
  const parts = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"];
  return { base, files: sums.map((md5, k) => ({ name: `${parts[k]}-ubyte.gz`, md5 })) };
}

export const remoteDatasets: Readonly<Record<RemoteName, RemoteDataset>> = {
  // Y. LeCun, C. Cortes, C. Burges; this copy is the one PyTorch downloads from.
  mnist: remote(
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "d53e105ee54ea40749a09fcbcd1e9432",
    "9fb629c4189551a2d022fa330f9573f3",
    "ec29112dd5afa0611ce80d1b7f02629c",
  ),
  // T. Clanuwat et al. 2018, codh.rois.ac.jp/kmnist
  kmnist: remote(
    "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    "bdb82020997e1d708af4cf47b453dcf7",
    "e144d726b3acfaa3e44228e80efcd344",
    "5c965bf0a639b31b8f53240b1b52f4d7",
    "7320c461ea6c1c855c0b718fb2a4b134",
  ),
  // H. Xiao, K. Rasul, R. Vollgraf 2017; the authors' other copy is not served by https.
  "fashion-mnist": remote(
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "25c81989df183df01b3e8a0aad5dffbe",
    "bef4ecab320f06d8554ea6380940ec79",
    "bb300cfdad3c16e7a12a480ee83cd310",
  ),
};

export function isRemote(name: string): name is RemoteName {
  return Object.hasOwn(remoteDatasets, name);
}
