# Writes tiny checkpoints in both of PyTorch's containers, without PyTorch, and a hostile one.
import pickle,struct,io,zipfile,os,json,numpy as np
from collections import OrderedDict
import sys,types
out=os.path.dirname(os.path.abspath(__file__))
torch=types.ModuleType('torch');tu=types.ModuleType('torch._utils');sys.modules['torch']=torch;sys.modules['torch._utils']=tu
class FloatStorage: pass
FloatStorage.__module__='torch';FloatStorage.__qualname__='FloatStorage';torch.FloatStorage=FloatStorage
def _rebuild_tensor_v2(*a): pass
_rebuild_tensor_v2.__module__='torch._utils';tu._rebuild_tensor_v2=_rebuild_tensor_v2
torch._utils=tu
class T:
    def __init__(s,key,n,off,shape,stride): s.a=(key,n,off,shape,stride)
    def __reduce__(s):
        k,n,o,sh,st=s.a;return (_rebuild_tensor_v2,(S(k,n),o,sh,st,False,OrderedDict()))
class S:
    def __init__(s,k,n): s.k=k;s.n=n
def dump(o,f,legacy):
    class P(pickle._Pickler):
        def persistent_id(s,x):
            if isinstance(x,S): return ('storage',FloatStorage,x.k,'cpu',x.n)+((None,) if legacy else ())
    P(f,2).dump(o)
d=OrderedDict([('plain',T('0',6,0,(2,3),(3,1))),('turned',T('1',6,0,(2,3),(1,2))),('part',T('0',6,4,(2,),(1,)))])
sto={'0':np.arange(6,dtype='<f4'),'1':np.arange(10,16,dtype='<f4')}
f=io.BytesIO();pickle.dump(0x1950a86a20f9469cfc6c,f,2);pickle.dump(1001,f,2);pickle.dump({'protocol_version':1001,'little_endian':True,'type_sizes':{'short':2,'int':4,'long':4}},f,2)
dump(d,f,True);pickle.dump(['0','1'],f,2)
for k in '01': f.write(struct.pack('<q',6)+sto[k].tobytes())
open(out+'/older.pth','wb').write(f.getvalue())
f=io.BytesIO();dump(d,f,False)
with zipfile.ZipFile(out+'/archive.pth','w',zipfile.ZIP_STORED) as z:
    z.writestr('tiny/data.pkl',f.getvalue());z.writestr('tiny/version','3\n')
    for k in '01': z.writestr('tiny/data/'+k,sto[k].tobytes())
class Evil:
    def __reduce__(s): return (os.system,('touch /tmp/limn-evil',))
f=io.BytesIO();pickle.dump(0x1950a86a20f9469cfc6c,f,2);pickle.dump(1001,f,2);pickle.dump({},f,2);pickle.dump({'x':Evil()},f,2)
open(out+'/evil.pth','wb').write(f.getvalue())
